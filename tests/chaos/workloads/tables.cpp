#include "chaos/workloads/tables.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <thread>

#include <rwsplit/rwsplit.hpp>

#include "chaos/workloads/client.hpp"
#include "chaos/workloads/list_text.hpp"
#include "chaos/workloads/statements.hpp"

namespace rwsplit::chaos {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Key keys_per_phase = 1'000'000;
/// For one read; only a broken run reaches it.
constexpr std::chrono::seconds patience{60};

}  // namespace

void Tables::create(const Database& database) {
  database.run(
      {"DROP TABLE IF EXISTS chaos_register", "DROP TABLE IF EXISTS chaos_list", "DROP TABLE IF EXISTS chaos_account",
       "DROP TABLE IF EXISTS chaos_bulk", "CREATE TABLE chaos_register (k BIGINT PRIMARY KEY, v BIGINT NOT NULL)",
       "CREATE TABLE chaos_list (k BIGINT PRIMARY KEY, vals TEXT NOT NULL)",
       "CREATE TABLE chaos_account (k BIGINT PRIMARY KEY, amount BIGINT NOT NULL)",
       fmt::format("CREATE TABLE chaos_bulk (id {}, filler CHAR(100) NOT NULL)", numbered_key(database.flavor()))});
}

Tables::Tables(const Database& database, Key phase) : base_{phase * keys_per_phase} {
  std::string all_registers = "INSERT INTO chaos_register VALUES ";
  for (Key number = 0; number < registers + unrecorded; ++number) {
    all_registers += fmt::format("{}({}, 0)", number == 0 ? "" : ", ", register_key(number));
  }
  std::string all_accounts = "INSERT INTO chaos_account VALUES ";
  for (Key number = 0; number < accounts; ++number) {
    all_accounts += fmt::format("{}({}, {})", number == 0 ? "" : ", ", account(number), balance);
  }
  database.run({all_registers, all_accounts});
  database.await_replicas();
}

Key Tables::list(std::size_t slot, std::uint64_t appends) const noexcept {
  return base_ + static_cast<Key>(slot + active_lists * (appends / appends_per_list));
}

Key Tables::list_to_append(std::uint64_t random) noexcept {
  const auto slot = random % active_lists;
  return list(slot, appends_[slot]++);
}

Key Tables::list_to_read(std::uint64_t random) const noexcept {
  const auto slot = random % active_lists;
  return list(slot, appends_[slot]);
}

Log Tables::read_all(Stage& stage, Tally& tally) const {
  Client client{stage, tally, {.consistency = Consistency::strong()}};
  auto deadline = Clock::now() + patience;
  const auto read = [&](auto work) {
    while (!client.attempt(Promise::strong, work)) {
      if (Clock::now() >= deadline) {
        tally.add_mistake("a strong read does not succeed although the servers are well");
        return;  // the deadline stays as it is: nobody is patient a second time
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{20});  // the pool backs off from a server that was away
    }
    deadline = Clock::now() + patience;
  };
  for (Key number = 0; number < registers; ++number) {
    const Key key = register_key(number);
    read([&] {
      client.recorder().read(key, client.db().query_one<std::int64_t>("SELECT v FROM chaos_register WHERE k = ?", key));
    });
  }
  for (std::size_t slot = 0; slot < active_lists; ++slot) {
    for (std::uint64_t appends = 0; appends <= appends_[slot]; appends += appends_per_list) {
      const Key key = list(slot, appends);
      read([&] {
        const auto text = client.db().query_optional<std::string>("SELECT vals FROM chaos_list WHERE k = ?", key);
        client.recorder().read_list(key, values_of(text));
      });
    }
  }
  return client.recorder().take();
}

}  // namespace rwsplit::chaos
