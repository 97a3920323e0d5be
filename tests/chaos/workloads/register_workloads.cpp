#include "chaos/workloads/client.hpp"
#include "chaos/workloads/statements.hpp"
#include "chaos/workloads/workloads.hpp"

// What works on registers.

namespace rwsplit::chaos {
namespace {

bool write_register(Client& client, Key key, Value value) {
  return client.attempt(Promise::session, [&] {
    client.recorder().write(key, value);
    raise_register(client.db(), client.flavor(), key, value);
  });
}

bool read_register(Client& client, Key key, Promise promise = Promise::session) {
  return client.attempt(promise, [&] {
    const auto value = client.db().query_one<std::int64_t>("SELECT v FROM chaos_register WHERE k = ?", key);
    client.recorder().read(key, value);
    client.count_read();
  });
}

class RegisterWorkload final : public Workload {
 public:
  RegisterWorkload(Stage& stage, Tally& tally, Key key, const Consistency& consistency)
      : tally_{tally}, client_{stage, tally, {.consistency = consistency}}, key_{key} {}

  void step() override {
    client_.begin_step();
    const bool wrote = write_register(client_, key_, ++value_);
    const bool read = read_register(client_, key_);
    if (wrote && read) ++tally_.pairs;
    read_register(client_, key_);
  }

  Log take() override { return client_.recorder().take(); }

 private:
  Tally& tally_;
  Client client_;
  Key key_;
  Value value_{0};
};

class MonotonicWorkload final : public Workload {
 public:
  MonotonicWorkload(Stage& stage, Tables& tables, Tally& tally)
      : tables_{tables}, client_{stage, tally, {.stickiness = Stickiness::statement}} {}

  void step() override {
    client_.begin_step();
    const auto number = static_cast<Key>(client_.random()() % Tables::registers);
    if (client_.random()() % 8 == 0) look_on_master(tables_.register_key(number));
    for (int times = 0; times < 4; ++times) read_register(client_, tables_.register_key(number));
  }

  Log take() override { return client_.recorder().take(); }

 private:
  /// What is seen there must be seen on replicas as well. Not the other way round: servers send a transaction to the
  /// replicas before they show it themselves, so that a session may see it there first.
  void look_on_master(Key key) {
    client_.start_over();
    client_.attempt(Promise::session, [&] {
      const UseMaster on_master{client_.db()};
      const auto value = client_.db().query_one<std::int64_t>("SELECT v FROM chaos_register WHERE k = ?", key);
      client_.recorder().read(key, value);
    });
  }

  Tables& tables_;
  Client client_;
};

class StrongWorkload final : public Workload {
 public:
  StrongWorkload(Stage& stage, Tables& tables, Tally& tally)
      : tables_{tables},
        client_{stage, tally, {.consistency = Consistency::strong(), .stickiness = Stickiness::statement}} {}

  void step() override {
    client_.begin_step();
    const auto number = static_cast<Key>(client_.random()() % Tables::registers);
    read_register(client_, tables_.register_key(number), Promise::strong);
  }

  Log take() override { return client_.recorder().take(); }

 private:
  Tables& tables_;
  Client client_;
};

class HandOffWorkload final : public Workload {
 public:
  HandOffWorkload(Stage& stage, Tally& tally, Key key)
      : stage_{stage}, tally_{tally}, client_{stage, tally}, key_{key} {}

  void step() override {
    client_.begin_step();
    const bool wrote = write_register(client_, key_, ++value_);
    std::string text;
    try {
      text = client_.db().token().to_string();
    } catch (const Error& error) {
      tally_.count(error.outcome());
      return;
    }
    const TokenNumber number = ++stage_.tokens;
    client_.recorder().hand_over(number);
    if (text.empty()) return;
    if (stage_.peer.read(++stage_.sessions, number, key_, text) && wrote) ++tally_.pairs;
  }

  Log take() override { return client_.recorder().take(); }

 private:
  Stage& stage_;
  Tally& tally_;
  Client client_;
  Key key_;
  Value value_{0};
};

}  // namespace

std::unique_ptr<Workload> register_workload(Stage& stage, Tables& tables, Tally& tally, Key number,
                                            const Consistency& consistency) {
  return std::make_unique<RegisterWorkload>(stage, tally, tables.register_key(number), consistency);
}

std::unique_ptr<Workload> monotonic_workload(Stage& stage, Tables& tables, Tally& tally) {
  return std::make_unique<MonotonicWorkload>(stage, tables, tally);
}

std::unique_ptr<Workload> strong_workload(Stage& stage, Tables& tables, Tally& tally) {
  return std::make_unique<StrongWorkload>(stage, tables, tally);
}

std::unique_ptr<Workload> hand_off_workload(Stage& stage, Tables& tables, Tally& tally, Key number) {
  return std::make_unique<HandOffWorkload>(stage, tally, tables.register_key(number));
}

}  // namespace rwsplit::chaos
