#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "chaos/workloads/client.hpp"
#include "chaos/workloads/list_text.hpp"
#include "chaos/workloads/statements.hpp"
#include "chaos/workloads/workloads.hpp"

// What writes in transactions and reads in read scopes.

namespace rwsplit::chaos {
namespace {

class ListWorkload final : public Workload {
 public:
  ListWorkload(Stage& stage, Tables& tables, Tally& tally)
      : stage_{stage}, tables_{tables}, tally_{tally}, client_{stage, tally} {}

  void step() override {
    client_.begin_step();
    const bool wrote = append();
    if (read() && wrote) ++tally_.pairs;
  }

  Log take() override { return client_.recorder().take(); }

 private:
  bool append() {
    std::vector<std::pair<Key, Value>> appends(1 + client_.random()() % 4);
    for (auto& [key, value] : appends) {
      key = tables_.list_to_append(client_.random()());
      value = ++stage_.values;
    }
    std::sort(appends.begin(), appends.end());  // or they would lock each other out
    appended_ = appends.front().first;
    return client_.attempt(Promise::session, [&] {
      for (const auto& [key, value] : appends) client_.recorder().append(key, value);
      client_.db().transaction([&](Transaction& transaction) {
        for (const auto& [key, value] : appends) append_to_list(transaction, client_.flavor(), key, value);
      });
    });
  }

  bool read() {
    std::vector<Key> keys{appended_};
    for (auto more = client_.random()() % 3; more > 0; --more) {
      keys.push_back(tables_.list_to_read(client_.random()()));
    }
    return client_.attempt(Promise::session, [&] {
      std::vector<std::optional<std::string>> texts;
      client_.db().transaction(read_only, [&](Transaction& transaction) {
        for (const Key key : keys) {
          texts.push_back(transaction.query_optional<std::string>("SELECT vals FROM chaos_list WHERE k = ?", key));
        }
      });
      for (std::size_t i = 0; i < keys.size(); ++i) client_.recorder().read_list(keys[i], values_of(texts[i]));
      client_.count_read();
    });
  }

  Stage& stage_;
  Tables& tables_;
  Tally& tally_;
  Client client_;
  Key appended_{0};
};

class BankWorkload final : public Workload {
 public:
  BankWorkload(Stage& stage, Tables& tables, Tally& tally) : tables_{tables}, tally_{tally}, client_{stage, tally} {}

  void step() override {
    client_.begin_step();
    const bool moved = move();
    if (look() && moved) ++tally_.pairs;
  }

  Log take() override { return client_.recorder().take(); }

 private:
  bool move() {
    const auto draw = [&] { return static_cast<Key>(client_.random()() % Tables::accounts); };
    const Key one = draw();
    const Key other = (one + 1 + draw() % (Tables::accounts - 1)) % Tables::accounts;
    const auto [first, second] = std::minmax(one, other);
    const Value amount = one < other ? 1 : -1;
    return client_.attempt(Promise::session, [&, first = first, second = second] {
      client_.db().transaction([&](Transaction& transaction) {
        transaction.execute("UPDATE chaos_account SET amount = amount - ? WHERE k = ?", amount, tables_.account(first));
        transaction.execute("UPDATE chaos_account SET amount = amount + ? WHERE k = ?", amount,
                            tables_.account(second));
      });
    });
  }

  bool look() {
    return client_.attempt(Promise::session, [&] {
      std::vector<Value> amounts;
      client_.db().transaction(read_only, [&](Transaction& transaction) {
        for (Key number = 0; number < Tables::accounts; ++number) {
          amounts.push_back(transaction.query_one<std::int64_t>("SELECT amount FROM chaos_account WHERE k = ?",
                                                                tables_.account(number)));
        }
      });
      Key number = 0;
      for (const Value amount : amounts) client_.recorder().balance(tables_.account(number++), amount);
      client_.count_read();
    });
  }

  Tables& tables_;
  Tally& tally_;
  Client client_;
};

}  // namespace

std::unique_ptr<Workload> list_workload(Stage& stage, Tables& tables, Tally& tally) {
  return std::make_unique<ListWorkload>(stage, tables, tally);
}

std::unique_ptr<Workload> bank_workload(Stage& stage, Tables& tables, Tally& tally) {
  return std::make_unique<BankWorkload>(stage, tables, tally);
}

}  // namespace rwsplit::chaos
