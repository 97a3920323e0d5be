#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/observe/observer.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "support/fake_cluster.hpp"
#include "support/route_scene.hpp"

// A master and its replicas with positions, all of them scripts: a replica applies what the test lets it apply.

namespace rwsplit::testing {

/// What a replica does that is asked to wait for something.
enum class OnWait : std::uint8_t {
  in_vain,    ///< tells at once that it does not have it
  arrives,    ///< has what the master has by then
  times_out,  ///< takes all the time it is given
  refuses,    ///< does not understand the question
  breaks,     ///< its connection breaks
};

/// No script takes time to answer: whoever would not wait so long has been kept waiting by the machine.
[[nodiscard]] inline Consistency patient(Consistency consistency) {
  if (consistency.wait == Consistency{}.wait) consistency.wait = std::chrono::seconds{20};
  return consistency;
}

/// Keeps what sessions tell about waits and losses.
class FreshnessObserver final : public Observer {
 public:
  void on_decision(const RouteEvent&) noexcept override {}
  void on_wait(const WaitEvent& event) noexcept override {
    waits.emplace_back(event.decision.engine_name, event.result);
    told_everything = told_everything && event.digest != 0 && event.where.line() != 0 && event.decision.wait;
  }
  void on_token_lost(SourceLocation where) noexcept override {
    ++lost;
    told_everything = told_everything && where.line() != 0;
  }
  void on_errant_write(const RouteEvent& event) noexcept override { errant.emplace_back(event.decision.engine_name); }

  std::vector<std::pair<std::string, WaitResult>> waits;
  std::vector<std::string> errant;
  std::size_t lost{0};
  bool told_everything{true};
};

/// Statements: `SELECT …` answers with the engine's name; `UPDATE nothing` changes no row; `CALL` has rows as well, and
/// `INSERT … RETURNING`; of `CALL forgotten()` the client library forgets the position over the rows; `FAIL` is
/// refused, and the reply to `LOSE` never comes; whatever else is no SELECT writes.
///
/// Thread safety: one thread, the test's.
class ReplicatedCluster {
 public:
  static constexpr std::size_t max_engines = 4;
  using Log = std::vector<std::string>;

  /// Every engine has a connection, and the history of before is the same everywhere.
  explicit ReplicatedCluster(Flavor flavor = Flavor::mariadb, ClusterConfig config = {}, std::size_t replicas = 2)
      : flavor_{flavor},
        replicas_{replicas},
        cluster_{replicas, complete(std::move(config)), [this](FakeCluster& fake) {
                   for (std::size_t i = 0; i <= replicas_; ++i) script(fake, i);
                 }} {
    RoutingSession nobody{*cluster_, {.consistency = Consistency::eventual()}};
    for (std::size_t i = 0; i <= replicas; ++i) {
      static_cast<void>(nobody.using_engine(name_of(i)).execute("SELECT name"));
    }
    detail::MasterHistory& history = cluster_->master_history();  // as the first look of a monitor does
    history.learn(history.begin_round(std::chrono::steady_clock::time_point::min()), server_, written());
    static_cast<void>(take_log());
  }

  [[nodiscard]] Cluster& operator*() { return *cluster_; }
  [[nodiscard]] Cluster* operator->() { return &*cluster_; }
  [[nodiscard]] FakeCluster& fake() { return cluster_; }
  [[nodiscard]] FreshnessObserver& observer() { return *observer_; }
  /// Picks the first of the replicas that it may choose from, unless the test says otherwise.
  [[nodiscard]] test::FixedBalancer& balancer() { return *balancer_; }

  /// What was asked of whom since the last call, as "replica1 wait", "master ask", "replica2 read", "master write".
  [[nodiscard]] Log take_log() { return std::exchange(log_, {}); }

  /// The replica has applied everything that the master has.
  void apply(std::size_t replica) { has_[replica].merge(has_[0]); }
  /// The process knows it, as after a look of a monitor.
  void know(std::size_t replica) {
    cluster_->engine(static_cast<EngineIndex>(replica)).known_position().learn(has_[replica]);
  }
  /// The process learns what the master has.
  void look_at_master() {
    auto& history = cluster_->master_history();
    history.learn(history.begin_round(std::chrono::steady_clock::now()), server_, written());
  }
  void on_wait(std::size_t replica, OnWait what) { on_wait_[replica] = what; }
  /// The replica has something that the master never had.
  void stray(std::size_t replica) { has_[replica].merge(parsed(gtid_of(9, 1))); }
  /// Somebody else writes on the master.
  void write_elsewhere() { static_cast<void>(next_gtid()); }
  /// Another server takes the master's place, with this much of the history.
  void replace_master(const Position& has) {
    ++server_;
    has_[0] = has;
    cluster_.master().identify(identity(0), {.tracks = true});
    cluster_.master().kill_all();
  }
  /// Another server becomes the master, and nothing is lost: the one of before is still there to be asked.
  void switch_over() {
    ++server_;
    const auto driver = std::make_shared<FakeDriver>();
    driver->identify(identity(0), {.tracks = true});
    driver->on_call([this](FakeCall& call) { return answer(0, call); });
    driver->on_end([this](FakeCall& call) { end(0, call); });
    ClusterConfig next = *cluster_->config();
    next.master.url = "fake://next";
    next.master.driver = driver;
    cluster_->reconfigure(std::move(next));
  }
  /// What happens while the next read is on its way.
  void during_read(std::function<void()> what) { during_read_ = std::move(what); }
  /// The same master comes back without the rest of its history, and nobody notices by its connections.
  void rewind_master(const Position& has) { has_[0] = has; }
  void take_away(std::size_t engine) {
    cluster_.driver(engine).kill_all();
    cluster_.driver(engine).fail_connects(connect_error(Cond::connection_failed, "cannot connect"));
  }
  /// What happens while the master is asked next what it has.
  void during_ask(std::function<void()> what) { during_ask_ = std::move(what); }
  /// The connection breaks over which the master is asked next what it has.
  void break_when_asked() { breaks_when_asked_ = true; }
  /// The reply to the next COMMIT never comes.
  void lose_commit() { loses_commit_ = true; }
  /// The next COMMIT is refused, and nothing of it is left.
  void refuse_commit() { refuses_commit_ = true; }
  /// The master accepts no writes from now on, as before a switchover.
  void freeze_master() { read_only_ = true; }
  /// Replies carry no position from now on, on connections that are open too.
  void stop_tracking() { tracks_ = false; }

  /// What the master has.
  [[nodiscard]] Position written() const { return has_[0]; }
  [[nodiscard]] Position parsed(const std::string& text) const { return Position::parse(flavor_, text).value(); }
  /// The `number`th transaction of the first master.
  [[nodiscard]] std::string gtid(std::uint64_t number) const { return gtid_of(1, number); }

 private:
  [[nodiscard]] ClusterConfig complete(ClusterConfig config) {
    config.pool = calm_pool();
    config.pool.min_idle = 0;
    config.balancer = balancer_;
    config.consistency = patient(config.consistency);
    config.observers.push_back(observer_);
    return config;
  }
  [[nodiscard]] static std::string name_of(std::size_t engine) {
    return engine == 0 ? "master" : "replica" + std::to_string(engine);
  }
  [[nodiscard]] ServerIdentity identity(std::size_t engine) const {
    return {.flavor = flavor_, .version = "fake", .origin = engine == 0 ? server_ : 0};
  }

  void script(FakeCluster& fake, std::size_t engine) {
    has_[engine] = parsed(flavor_ == Flavor::mysql ? uuid(1) + ":1-10" : gtid_of(1, 10));
    FakeDriver& driver = fake.driver(engine);
    driver.identify(identity(engine), {.tracks = true});
    driver.on_call([this, engine](FakeCall& call) { return answer(engine, call); });
    driver.on_end([this, engine](FakeCall& call) { end(engine, call); });
  }

  Reply answer(std::size_t engine, FakeCall& call) {
    const auto starts = [&](std::string_view words) { return call.text.substr(0, words.size()) == words; };
    call.status.tracks = tracks_;
    if (starts("SELECT MASTER_GTID_WAIT(") || starts("SELECT WAIT_FOR_EXECUTED_GTID_SET(")) return wait(engine, call);
    if (starts("SELECT @@GLOBAL.gtid")) {
      note(engine, "ask");
      if (const auto what = engine == 0 ? std::exchange(during_ask_, nullptr) : nullptr) what();
      if (engine == 0 && std::exchange(breaks_when_asked_, false)) lose(call);
      return Reply{.rows = position_row(engine, {})};
    }
    if (starts("SELECT CAST(@@GLOBAL.read_only")) return Reply{.rows = one_text(read_only_ ? "1" : "0")};
    const bool reads = starts("SELECT") || starts("/* rwsplit:");
    if (reads) {
      note(engine, "read");
      if (const auto what = std::exchange(during_read_, nullptr)) what();
      return Reply{.rows = one_text(name_of(engine))};
    }
    if (starts("BEGIN") || starts("START TRANSACTION")) return call.status.in_transaction = true, Reply{};
    if (starts("COMMIT") || starts("ROLLBACK")) {
      call.status.in_transaction = false;
      return end(engine, call), Reply{};
    }
    note(engine, "write");
    if (starts("FAIL")) throw server_error(Cond::duplicate_key);
    if (starts("LOSE")) lose(call);
    if (!starts("UPDATE nothing")) change(engine, call);
    if (starts("CALL forgotten")) {
      call.status.wrote = false;
      call.position.clear();
    }
    const bool shows = starts("CALL") || call.text.find("RETURNING") != std::string_view::npos;
    return {.rows = shows ? one_text(name_of(engine)) : ResultSet{}, .summary = {.affected_rows = 1}};
  }

  Reply wait(std::size_t engine, FakeCall& call) {
    note(engine, "wait");
    switch (on_wait_[engine]) {
      case OnWait::in_vain: break;
      case OnWait::arrives: apply(engine); break;
      case OnWait::times_out: {
        const auto limit = std::chrono::duration<double>{call.parameters[1].as_real()};
        const auto begun = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - begun < limit) {
        }
        break;
      }
      case OnWait::refuses: throw server_error(Cond::syntax_error);
      case OnWait::breaks: lose(call);
    }
    return {.rows = position_row(engine, {"0"})};
  }

  [[noreturn]] static void lose(FakeCall& call) {
    call.status.usable = false;
    throw lost_error();
  }

  /// In a transaction the position comes with its end.
  void change(std::size_t engine, FakeCall& call) {
    if (call.status.in_transaction) {
      changed_in_transaction_.emplace(engine, call.connection);
    } else {
      name(engine, call);
    }
  }
  void end(std::size_t engine, FakeCall& call) {
    const bool changed = changed_in_transaction_.erase({engine, call.connection}) != 0;
    if (call.text == "COMMIT" && std::exchange(loses_commit_, false)) lose(call);
    if (call.text == "COMMIT" && std::exchange(refuses_commit_, false)) throw server_error(Cond::deadlock);
    if (changed && call.text == "COMMIT") name(engine, call);
  }
  void name(std::size_t engine, FakeCall& call) {
    const std::string gtid = engine == 0 ? next_gtid() : gtid_of(9, 1);
    if (engine != 0) has_[engine].merge(parsed(gtid));
    if (!tracks_) return;
    call.status.wrote = true;
    call.position = gtid;
  }
  std::string next_gtid() {
    const std::string gtid = gtid_of(server_, ++last_);
    has_[0].merge(parsed(gtid));
    return gtid;
  }

  [[nodiscard]] static std::string uuid(std::uint32_t server) {
    return "00000000-0000-0000-0000-00000000000" + std::to_string(server);
  }
  [[nodiscard]] std::string gtid_of(std::uint32_t server, std::uint64_t number) const {
    if (flavor_ == Flavor::mysql) return uuid(server) + ":" + std::to_string(number);
    return "0-" + std::to_string(server) + "-" + std::to_string(number);
  }
  [[nodiscard]] ResultSet position_row(std::size_t engine, std::vector<std::string> values) const {
    const Position& has = has_[engine];
    if (flavor_ == Flavor::mysql) {
      if (values.empty()) values.emplace_back();  // nothing is owned
    } else {
      values.push_back(engine == 0 ? "" : slave_pos(has));
    }
    values.push_back(has.to_string());
    ResultSet rows{std::make_shared<ResultSet::Columns>(values.size())};
    for (const std::string& value : values) rows.push(Value::text(value));
    return rows;
  }
  /// Replication has passed the newest of a domain that is not the replica's own.
  [[nodiscard]] static std::string slave_pos(const Position& has) {
    std::vector<MariadbGtid> replicated;
    for (const MariadbGtid& gtid : has.mariadb()->gtids()) {
      if (gtid.server != 9) replicated.push_back(gtid);
    }
    return MariadbPosition{std::move(replicated)}.newest_per_domain().to_string();
  }
  void note(std::size_t engine, const char* what) { log_.push_back(name_of(engine) + " " + what); }

  Flavor flavor_;
  std::size_t replicas_;
  std::shared_ptr<FreshnessObserver> observer_{std::make_shared<FreshnessObserver>()};
  std::shared_ptr<test::FixedBalancer> balancer_{std::make_shared<test::FixedBalancer>()};
  std::uint32_t server_{1};
  std::uint64_t last_{10};
  bool tracks_{true};
  bool read_only_{false};
  bool breaks_when_asked_{false};
  bool loses_commit_{false};
  bool refuses_commit_{false};
  std::array<Position, max_engines> has_{};
  std::array<OnWait, max_engines> on_wait_{};
  std::set<std::pair<std::size_t, std::size_t>> changed_in_transaction_;
  Log log_;
  std::function<void()> during_read_{};
  std::function<void()> during_ask_{};
  FakeCluster cluster_;
};

}  // namespace rwsplit::testing
