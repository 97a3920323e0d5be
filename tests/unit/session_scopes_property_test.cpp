#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <spdlog/logger.h>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/scope_already_open.hpp>
#include <rwsplit/request/request_scope.hpp>
#include <rwsplit/routing/weighted_draw.hpp>
#include <rwsplit/session/ambient_scope.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/with_engine.hpp>
#include <rwsplit/session/with_master.hpp>
#include <rwsplit/session/with_replica.hpp>
#include <rwsplit/session/with_replica_until_removed.hpp>

#include "session/ambient_table.hpp"
#include "support/catch_shim.hpp"
#include "support/null_driver.hpp"

// Random programs of scopes, requests, guards, wrappers, transactions, exceptions, threads, fibers and registries
// against a model: every statement runs where the model says, and at the end nothing is left.
//
// RWSPLIT_TEST_SEQUENCES: how many programs. RWSPLIT_TEST_SEED: the first one's seed, as a failure prints it.

namespace rwsplit {
namespace {

using detail::AmbientScope;
using detail::UnitOfWork;

/// What is asked for: an engine's name, "replica" for any, "" for nothing, "freeze".
using Wish = std::string_view;
constexpr Wish any_replica = "replica";
constexpr Wish automatic = "";
constexpr Wish freeze = "freeze";

[[nodiscard]] Target target_of(Wish wish) {
  if (wish == automatic) return Target::automatic();
  if (wish == "master") return Target::master();
  if (wish == any_replica) return Target::replica();
  return Target::engine(wish == "replica1" ? 1 : 2);
}
[[nodiscard]] NamedTarget named(Wish wish) {
  if (wish == "master") return NamedTarget::master();
  return wish == any_replica ? NamedTarget::replica() : NamedTarget::engine(std::string{wish});
}

// ---- The model ----

/// What happens to one statement. `engine` is "replica" where any of them will do.
struct Expected {
  std::string engine;
  RouteReason reason{};
  bool refused{false};
};

struct ModelUnit {
  Wish intent{};
  Wish leaning{};
  RouteReason leaning_reason{RouteReason::method};
  bool written{false};
  std::string sticky{};
};

struct ModelSession {
  std::shared_ptr<ModelUnit> unit;
  std::optional<Wish> own_intent{};
  bool alive{true};
  std::vector<std::pair<int, Wish>> guards{};
  bool in_transaction{false};
  bool read_only{false};
  std::string held{};

  [[nodiscard]] Wish guarded() const {
    Wish wish = automatic;
    for (const auto& [number, guard] : guards) {
      if (guard == freeze) break;
      wish = guard;
    }
    return wish;
  }
  [[nodiscard]] Expected expect(bool write, std::optional<Wish> call) const {
    if (in_transaction) return {held, RouteReason::transaction, write && read_only};
    const Wish asked = call.value_or(guarded());
    if (asked != automatic) return at(asked, call ? RouteReason::call_override : RouteReason::guard, write);
    const Wish intent = own_intent.value_or(unit->intent);
    const RouteReason declared = own_intent ? RouteReason::intent : RouteReason::handler;
    if (write && intent != automatic) {
      const Expected by_intent = at(intent, declared, true);
      if (by_intent.refused) return by_intent;
    }
    if (write) return {"master", RouteReason::not_a_read};
    if (unit->written) return {"master", RouteReason::has_written};
    if (intent != automatic) return at(intent, declared, false);
    if (unit->leaning != automatic) return at(unit->leaning, unit->leaning_reason, false);
    return at(any_replica, RouteReason::by_statement, false);
  }

 private:
  [[nodiscard]] Expected at(Wish wish, RouteReason reason, bool write) const {
    if (wish == any_replica && !write && !unit->sticky.empty()) return {unit->sticky, reason};
    return {std::string{wish}, reason, write && wish != "master"};
  }
};
using Sessions = std::map<std::size_t, std::shared_ptr<ModelSession>>;  // by registry

struct ModelScope {
  int number;
  std::array<std::shared_ptr<ModelUnit>, 2> units;  // of the scope's cluster, of another one
  Sessions sessions{};
};

/// A thread or a fiber.
struct ModelLane {
  std::vector<ModelScope> scopes{};
  Sessions outside{};

  [[nodiscard]] Sessions& innermost() { return scopes.empty() ? outside : scopes.back().sessions; }
};

void end_all(Sessions& sessions) {
  for (auto& [registry, session] : sessions) session->alive = false;
  sessions.clear();
}

// ---- What the programs run on ----

/// Begins and ends transactions, and is counted.
class CountedConnection final : public Connection {
 public:
  explicit CountedConnection(std::atomic<int>& live) : live_{live} { ++live_; }
  ~CountedConnection() override { --live_; }

  [[nodiscard]] ReplySummary run(std::string_view, std::span<const Value>, RowSink&) override { return {}; }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view, std::span<const Value>) override { return {}; }
  void begin(TransactionMode) override { status_.in_transaction = true; }
  void commit() override { status_.in_transaction = false; }
  void rollback() override { status_.in_transaction = false; }
  void ping() override {}
  void reset() override { status_.in_transaction = false; }
  [[nodiscard]] bool alive() noexcept override { return true; }
  [[nodiscard]] ConnectionStatus status() const noexcept override { return status_; }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return server_; }

 private:
  std::atomic<int>& live_;
  ConnectionStatus status_;
  ServerIdentity server_;
};

class CountingDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "counting"; }
  void validate(const Url&) const override {}
  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions&) override {
    return std::make_unique<CountedConnection>(live);
  }

  std::atomic<int> live{0};
};

[[nodiscard]] ClusterConfig config_with(const std::shared_ptr<CountingDriver>& driver) {
  const std::chrono::milliseconds off{0};
  return {.master = {.url = "null://m", .driver = driver},
          .replicas = {{.name = "replica1", .url = "null://1", .driver = driver},
                       {.name = "replica2", .url = "null://2", .driver = driver}},
          .pool = {.max_size = 64, .idle_timeout = off, .max_lifetime = off, .keep_alive = off},
          .logger = std::make_shared<spdlog::logger>("quiet")};
}

/// The fiber that the calling thread runs.
thread_local const std::uint64_t* current_fiber = nullptr;
[[nodiscard]] std::uint64_t fiber_number() { return current_fiber == nullptr ? 0 : *current_fiber; }

constexpr std::size_t by_fiber = 2;          // a registry with a key of its own
constexpr std::size_t on_other_cluster = 3;  // a registry that ends with the sequence, on another cluster
constexpr std::size_t registry_count = 4;

/// What all programs share, on however many threads they run.
struct World {
  World()
      : cluster{config_with(driver)},
        other{config_with(driver)},
        first{cluster},
        second{cluster, {.outside_scope = OutsideScope::automatic}},
        fibers{cluster, {.scope_key = fiber_number}} {}

  [[nodiscard]] std::uint64_t leases() {
    std::uint64_t total = 0;
    for (Cluster* const each : {&cluster, &other}) {
      for (EngineIndex i = 0; i < 3; ++i) total += each->engine(i).pool().in_use();
    }
    return total;
  }

  std::shared_ptr<CountingDriver> driver{std::make_shared<CountingDriver>()};
  Cluster cluster;
  Cluster other;
  ScopedSession first;
  ScopedSession second;
  ScopedSession fibers;
};

/// Runs what it is given, and gives back what that throws.
class Worker {
 public:
  Worker() : thread_{[this] { serve(); }} {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    give(nullptr);
    thread_.join();
  }

  void run(std::function<void()> work) {
    give([&] {
      try {
        work();
      } catch (...) {
        failure_ = std::current_exception();
      }
    });
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !busy_; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void give(std::function<void()> work) {
    const std::lock_guard lock{mutex_};
    work_ = std::move(work);
    busy_ = true;
    changed_.notify_all();
  }
  void serve() {
    std::unique_lock lock{mutex_};
    for (;;) {
      changed_.wait(lock, [&] { return busy_; });
      if (!work_) return;
      lock.unlock();
      work_();
      lock.lock();
      busy_ = false;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> work_;
  bool busy_{false};
  std::exception_ptr failure_;
  std::thread thread_;
};

struct Unwind {};

/// How often things happened, so that a test can see that they do.
struct Tally {
  std::uint64_t statements{0}, refused{0}, scopes{0}, requests{0}, guards{0}, calls{0}, transactions{0}, orphaned{0},
      exceptions{0}, switches{0}, threads{0}, fibers{0}, opened{0}, already_open{0}, removed{0};

  static constexpr std::uint64_t Tally::*all[] = {
      &Tally::statements, &Tally::refused,      &Tally::scopes,   &Tally::requests,     &Tally::guards,
      &Tally::calls,      &Tally::transactions, &Tally::orphaned, &Tally::exceptions,   &Tally::switches,
      &Tally::threads,    &Tally::fibers,       &Tally::opened,   &Tally::already_open, &Tally::removed};

  void add(const Tally& other) {
    for (const auto member : all) this->*member += other.*member;
  }
  [[nodiscard]] std::string to_string() const {
    std::string text =
        "statements, refused, scopes, requests, guards, calls, transactions, orphaned, exceptions, "
        "switches, threads, fibers, opened, already open, removed:";
    for (const auto member : all) text += " " + std::to_string(this->*member);
    return text;
  }
  [[nodiscard]] std::uint64_t least() const {
    std::uint64_t result = statements;
    for (const auto member : all) result = std::min(result, this->*member);
    return result;
  }
};

// ---- One random program ----

class Program {
 public:
  Program(World& world, Worker& worker, std::uint64_t runner, std::uint64_t seed, Tally& tally)
      : world_{world}, worker_{worker}, random_{seed << 32U}, tally_{tally}, fibers_{{2 * runner + 1, 2 * runner + 2}} {
    last_.emplace(world.other, ScopedSessionOptions{.outside_scope = OutsideScope::automatic});
  }

  /// What differed first; empty if nothing did.
  [[nodiscard]] std::string run() {
    current_fiber = &fiber_;
    fiber_ = fibers_[0];
    try {
      descend(7);
      statement();
    } catch (const Unwind&) {
      statement();
    } catch (const std::exception& error) {
      differ(std::string{"not foreseen: "} + error.what());
    }
    while (!guards_.empty() || !scopes_.empty()) {
      if (one_in(4)) end_last_registry();
      drop_one();
    }
    end_last_registry();
    remove_all();
    worker_.run([this] { remove_all(); });
    return first_difference_;
  }

 private:
  struct Subject {
    RoutingSession& real;
    std::shared_ptr<ModelSession> model;
  };

  /// A guard's counterpart in the model.
  class ModelGuard {
   public:
    ModelGuard(Program& program, std::shared_ptr<ModelSession> session, Wish wish)
        : session_{std::move(session)}, number_{++program.numbers_} {
      session_->guards.emplace_back(number_, wish);
    }
    ModelGuard(const ModelGuard&) = delete;
    ModelGuard& operator=(const ModelGuard&) = delete;
    ~ModelGuard() {
      std::erase_if(session_->guards, [&](const auto& each) { return each.first == number_; });
    }

   private:
    std::shared_ptr<ModelSession> session_;
    int number_;
  };

  /// A real guard, made on a session or on a registry.
  class RealGuard {
   public:
    template <class Sessions>
    RealGuard(Sessions& sessions, Wish wish, bool by_role) {
      if (wish == freeze) {
        guard_.emplace<FreezeRouting>(sessions);
      } else if (wish == automatic) {
        guard_.emplace<UseAutomatic>(sessions);
      } else if (wish == any_replica) {
        guard_.emplace<UseReplica>(sessions);
      } else if (wish == "master" && by_role) {
        guard_.emplace<UseMaster>(sessions);
      } else {
        guard_.emplace<UseEngine>(sessions, wish);
      }
    }

   private:
    std::variant<std::monostate, UseMaster, UseReplica, UseEngine, UseAutomatic, FreezeRouting> guard_;
  };

  struct Guard {
    ModelGuard model;
    RealGuard real;
  };

  /// An ambient scope and its counterpart.
  class Scope {
   public:
    Scope(Program& program, bool fiber) : program_{program}, lane_{program.lane(fiber)}, number_{++program.numbers_} {
      constexpr Wish intents[] = {automatic, automatic, "master", any_replica, "replica1"};
      constexpr Wish leanings[] = {automatic, "master", any_replica, "replica2"};
      ModelUnit unit{.intent = intents[program.random() % 5], .leaning = leanings[program.random() % 4]};
      if (unit.leaning == automatic) unit.leaning_reason = RouteReason::method;
      real_.emplace(program.world_.cluster,
                    UnitOfWork{.intent = {target_of(unit.intent), RouteReason::handler},
                               .leaning = {target_of(unit.leaning), RouteReason::method}},
                    fiber ? ScopeKeyFunction{fiber_number} : ScopeKeyFunction{});
      program.begin_scope(lane_, number_, unit);
      ++program.tally_.scopes;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() {
      real_.reset();
      program_.end_scope(lane_, number_);
    }

   private:
    Program& program_;
    int lane_;
    int number_;
    std::optional<AmbientScope> real_;
  };

  /// Cheap to seed, unlike the engines of the standard library.
  [[nodiscard]] std::uint64_t random() { return detail::mix(++random_); }
  [[nodiscard]] bool one_in(unsigned count) { return random() % count == 0; }
  [[nodiscard]] Wish any_wish() {
    constexpr Wish wishes[] = {"master", any_replica, "replica1", "replica2", automatic, freeze};
    return wishes[random() % 6];
  }
  void differ(std::string what) {
    if (first_difference_.empty()) first_difference_ = std::move(what);
  }
  void require(bool same, const char* what) {
    if (!same) differ(what);
  }

  // The model's lanes.
  [[nodiscard]] int lane(bool fiber) const { return fiber ? -1 - static_cast<int>(fiber_ == fibers_[1]) : thread_; }
  [[nodiscard]] ModelLane& lane_of(std::size_t registry) { return lanes_[lane(registry == by_fiber)]; }

  void begin_scope(int lane, int number, const ModelUnit& unit) {
    const auto by_role = [](Wish wish) { return wish == "master" || wish == any_replica ? wish : automatic; };
    ModelUnit other = unit;
    other.intent = by_role(unit.intent);
    other.leaning = by_role(unit.leaning);
    lanes_[lane].scopes.push_back({number, {std::make_shared<ModelUnit>(unit), std::make_shared<ModelUnit>(other)}});
  }
  void end_scope(int lane, int number) {
    const auto found = lanes_.find(lane);
    if (found == lanes_.end()) return;  // its thread has ended
    auto& scopes = found->second.scopes;
    const auto scope =
        std::find_if(scopes.begin(), scopes.end(), [&](const auto& each) { return each.number == number; });
    if (scope == scopes.end()) return;
    end_all(scope->sessions);
    scopes.erase(scope);
  }

  // Registries.
  [[nodiscard]] ScopedSession& real(std::size_t registry) {
    ScopedSession* const all[] = {&world_.first, &world_.second, &world_.fibers, last_ ? &*last_ : nullptr};
    return *all[registry];
  }
  [[nodiscard]] std::size_t any_registry() { return random() % (last_ ? registry_count : registry_count - 1); }
  [[nodiscard]] bool is_open(std::size_t registry) { return lane_of(registry).innermost().contains(registry); }

  [[nodiscard]] std::shared_ptr<ModelSession> model(std::size_t registry, std::optional<Wish> intent = {}) {
    ModelLane& lane = lane_of(registry);
    auto& session = lane.innermost()[registry];
    if (session) return session;
    session = std::make_shared<ModelSession>();
    session->own_intent = intent;
    if (lane.scopes.empty()) {
      const bool on_master = registry == 0 || registry == by_fiber;
      session->unit = std::make_shared<ModelUnit>(
          ModelUnit{.leaning = on_master ? "master" : automatic, .leaning_reason = RouteReason::outside_scope});
    } else {
      session->unit = lane.scopes.back().units[registry == on_other_cluster ? 1 : 0];
    }
    ++tally_.opened;
    return session;
  }
  [[nodiscard]] Subject subject(std::size_t registry) {
    require(real(registry).is_open() == is_open(registry), "whether a session is open");
    return {real(registry)(), model(registry)};
  }
  [[nodiscard]] Subject any_subject() {
    if (!requests_.empty() && one_in(3)) return requests_.back();
    return subject(any_registry());
  }
  void remove(std::size_t registry) {
    real(registry).remove();
    Sessions& sessions = lane_of(registry).innermost();
    if (const auto found = sessions.find(registry); found != sessions.end()) {
      found->second->alive = false;
      sessions.erase(found);
      ++tally_.removed;
    }
    require(!real(registry).is_open(), "open after remove");
  }
  void open_with_options(std::size_t registry) {
    constexpr Wish intents[] = {"master", any_replica, "replica2"};
    const Wish intent = intents[random() % 3];
    const bool was_open = is_open(registry);
    try {
      real(registry)({.intent = named(intent)});
      require(!was_open, "options were accepted in an open scope");
      static_cast<void>(model(registry, intent));
    } catch (const ScopeAlreadyOpen&) {
      require(was_open, "options were refused in a scope without a session");
      ++tally_.already_open;
    }
  }
  void remove_all() {
    current_fiber = &fiber_;
    for (std::size_t registry = 0; registry < registry_count - 1; ++registry) {
      if (registry == by_fiber) {
        for (const std::uint64_t fiber : fibers_) {
          fiber_ = fiber;
          remove(registry);
        }
      } else {
        remove(registry);
      }
    }
  }
  void end_last_registry() {
    last_.reset();
    for (auto& [number, lane] : lanes_) {
      for (ModelScope& scope : lane.scopes) end_session(scope.sessions, on_other_cluster);
      end_session(lane.outside, on_other_cluster);
    }
  }
  static void end_session(Sessions& sessions, std::size_t registry) {
    const auto found = sessions.find(registry);
    if (found == sessions.end()) return;
    found->second->alive = false;
    sessions.erase(found);
  }

  // Statements.
  void statement() {
    constexpr Wish names[] = {"master", "replica1", "replica2"};
    const Subject on = any_subject();
    const bool write = one_in(4);
    std::optional<Wish> call;
    if (one_in(6)) call = names[random() % 3];
    const Expected expected = on.model->expect(write, call);
    check(on, expected, execute(on.real, write, call));
    if (write && !expected.refused) on.model->unit->written = true;
    require(on.real.has_written() == on.model->unit->written, "whether the session has written");
    ++tally_.statements;
    if (expected.refused) ++tally_.refused;
  }
  [[nodiscard]] static bool execute(RoutingSession& db, bool write, std::optional<Wish> call) {
    const auto run = [&](auto&& executor) {
      static_cast<void>(write ? executor.execute("UPDATE t SET a = 1") : executor.execute("SELECT a FROM t"));
    };
    try {
      call ? run(db.using_engine(*call)) : run(db);
      return true;
    } catch (const ReadOnlyViolation&) {
      return false;
    }
  }
  void check(const Subject& on, const Expected& expected, bool ran) {
    const RouteDecision& actual = on.real.last_decision();
    const std::string engine{actual.engine_name};
    const bool any = expected.engine == any_replica;
    const bool right_engine = engine == expected.engine ||
                              (any && !expected.refused && engine.starts_with("replica")) ||
                              (any && expected.refused && engine.empty());
    if (any && !expected.refused && right_engine) on.model->unit->sticky = engine;
    if (right_engine && actual.reason == expected.reason && ran != expected.refused) return;
    differ("expected " + expected.engine + " " + std::string{to_string(expected.reason)} +
           (expected.refused ? " refused" : "") + ", got " + engine + " " + std::string{to_string(actual.reason)} +
           (ran ? "" : " refused"));
  }

  // What programs are made of.
  void drop_one() {
    const std::size_t chosen = random() % (guards_.size() + scopes_.size());
    if (chosen < guards_.size()) {
      guards_.erase(guards_.begin() + static_cast<std::ptrdiff_t>(chosen));
    } else {
      scopes_.erase(scopes_.begin() + static_cast<std::ptrdiff_t>(chosen - guards_.size()));
    }
  }
  [[nodiscard]] std::unique_ptr<Guard> any_guard() {
    const Wish wish = any_wish();
    const bool by_role = one_in(2);
    ++tally_.guards;
    if (one_in(2)) {
      const std::size_t registry = any_registry();
      auto session = model(registry);
      return std::unique_ptr<Guard>{new Guard{{*this, session, wish}, {real(registry), wish, by_role}}};
    }
    const Subject on = any_subject();
    return std::unique_ptr<Guard>{new Guard{{*this, on.model, wish}, {on.real, wish, by_role}}};
  }

  void descend(int depth) {
    if (one_in(2)) statement();
    if (depth == 0 || one_in(8)) return;
    if (one_in(12)) {
      ++tally_.exceptions;
      throw Unwind{};
    }
    if (one_in(4) && !(guards_.empty() && scopes_.empty())) drop_one();
    try {
      step(depth - 1);
      if (one_in(3)) statement();
    } catch (const Unwind&) {
      if (one_in(2)) throw;
      statement();
    }
  }

  void step(int depth) {
    switch (random() % 16) {
      case 0:
      case 1:
      case 2: {
        const auto guard = any_guard();
        return descend(depth);
      }
      case 3: guards_.push_back(any_guard()); return descend(depth);
      case 4:
      case 5: {
        const Scope scope{*this, one_in(3)};
        return descend(depth);
      }
      case 6: scopes_.push_back(std::make_unique<Scope>(*this, one_in(3))); return descend(depth);
      case 7:
      case 8: return request(depth);
      case 9:
      case 10: return wrapped_call(depth);
      case 11: return until_removed(depth);
      case 12: return transaction(depth);
      case 13: return elsewhere(depth);
      case 14: return other_fiber(depth);
      default: break;
    }
    const std::size_t registry = any_registry();
    one_in(2) ? remove(registry) : open_with_options(registry);
    descend(depth);
  }

  void request(int depth) {
    constexpr Wish handlers[] = {automatic, automatic, automatic, "master", any_replica, "replica2"};
    const Wish handler = handlers[random() % 6];
    HandlerPolicy policy;
    if (handler != automatic) policy.target = named(handler);
    const bool safe = one_in(2);
    const RequestHints hints{.method = safe ? Method::get : Method::post};
    const ModelUnit unit{.intent = handler, .leaning = safe ? automatic : "master"};
    const int number = ++numbers_;
    const bool fiber = one_in(3);
    const int in = lane(fiber);
    ++tally_.requests;
    {
      std::optional<RequestScope> scope;
      if (fiber) {
        scope.emplace(world_.fibers, hints, policy);
      } else {
        scope.emplace(world_.cluster, hints, policy);
      }
      begin_scope(in, number, unit);
      const auto shared = lanes_[in].scopes.back().units[0];
      if (!fiber) requests_.push_back({scope->session(), std::make_shared<ModelSession>(ModelSession{.unit = shared})});
      const std::size_t requests = requests_.size();
      try {
        descend(depth);
        if (one_in(3)) require(scope->response_pin().has_value() == shared->written, "whether there is a pin");
      } catch (const Unwind&) {
        leave_request(requests, fiber);
        scope.reset();
        end_scope(in, number);
        throw;
      }
      leave_request(requests, fiber);
    }
    end_scope(in, number);
  }
  void leave_request(std::size_t requests, bool fiber) {
    require(requests_.size() == requests, "requests nest");
    if (fiber) return;
    requests_.back().model->alive = false;
    requests_.pop_back();
  }

  void wrapped_call(int depth) {
    constexpr Wish wishes[] = {"master", any_replica, "replica1", "replica2"};
    const Wish wish = wishes[random() % 4];
    const std::string engine{wish};
    ++tally_.calls;
    if (one_in(2)) {
      const std::size_t registry = any_registry();
      const ModelGuard guard{*this, model(registry), wish};
      const auto body = [&](int given) { return descend(depth), given; };
      ScopedSession& sessions = real(registry);
      const int result = wish == "master"      ? with_master(sessions, body)(7)
                         : wish == any_replica ? with_replica(sessions, body)(7)
                                               : with_engine(sessions, engine, body)(7);
      return require(result == 7, "a wrapped function's result");
    }
    const Subject on = any_subject();
    const ModelGuard guard{*this, on.model, wish};
    const auto body = [&](RoutingSession& db) -> RoutingSession& { return descend(depth), db; };
    RoutingSession& result = wish == "master"      ? with_master(body)(on.real)
                             : wish == any_replica ? with_replica(body)(on.real)
                                                   : with_engine(engine, body)(on.real);
    require(&result == &on.real, "a wrapped function's result");
  }

  void until_removed(int depth) {
    const std::size_t registry = any_registry();
    const bool was_open = is_open(registry);
    bool called = false;
    const auto body = [&] {
      called = true;
      static_cast<void>(model(registry, any_replica));
      descend(depth);
    };
    try {
      with_replica_until_removed(real(registry), body)();
      require(!was_open && called, "with_replica_until_removed in an open scope");
    } catch (const ScopeAlreadyOpen&) {
      require(was_open && !called, "with_replica_until_removed refuses");
      ++tally_.already_open;
    }
  }

  void transaction(int depth) {
    const Subject on = any_subject();
    if (on.model->in_transaction) return descend(depth);
    const bool read_only = one_in(2);
    const Expected expected = on.model->expect(!read_only, {});
    std::optional<Transaction> transaction;
    try {
      transaction.emplace(on.real, read_only ? TransactionMode::read_only : TransactionMode::read_write);
    } catch (const ReadOnlyViolation&) {
    }
    check(on, expected, transaction.has_value());
    if (!transaction) return;
    on.model->in_transaction = true;
    on.model->read_only = read_only;
    on.model->held = on.real.last_decision().engine_name;
    ++tally_.transactions;
    try {
      descend(depth);
      end(*transaction, *on.model);
    } catch (const Unwind&) {
      on.model->in_transaction = false;
      throw;
    }
    on.model->in_transaction = false;
  }
  void end(Transaction& transaction, const ModelSession& session) {
    require(transaction.is_open() == session.alive, "whether a transaction is open");
    if (!session.alive) ++tally_.orphaned;
    switch (random() % 3) {
      case 0: return;
      case 1: return transaction.rollback();
      default: break;
    }
    try {
      transaction.commit();
      require(session.alive, "a commit without its session");
    } catch (const UsageError&) {
      require(!session.alive, "a commit was refused");
    }
  }

  /// The rest of the work on another thread: the worker, or one that ends with it, whatever is open there.
  void elsewhere(int depth) {
    const int here = thread_;
    const bool to_worker = here == 0;
    thread_ = to_worker ? 1 : ++numbers_ + 1;
    const int there = thread_;
    std::exception_ptr failure;
    const auto work = [&] {
      current_fiber = &fiber_;
      try {
        descend(depth);
      } catch (...) {
        failure = std::current_exception();
      }
    };
    ++(to_worker ? tally_.switches : tally_.threads);
    to_worker ? worker_.run(work) : std::thread{work}.join();
    thread_ = here;
    if (!to_worker) end_lane(there);
    if (failure) std::rethrow_exception(failure);
  }
  void end_lane(int number) {
    ModelLane& lane = lanes_[number];
    for (ModelScope& scope : lane.scopes) end_all(scope.sessions);
    end_all(lane.outside);
    lanes_.erase(number);
  }

  void other_fiber(int depth) {
    struct Back {
      std::uint64_t& fiber;
      const std::uint64_t before;
      ~Back() { fiber = before; }
    };
    const Back back{fiber_, fiber_};
    fiber_ = fibers_[fiber_ == fibers_[0] ? 1 : 0];
    ++tally_.fibers;
    descend(depth);
  }

  World& world_;
  Worker& worker_;
  std::uint64_t random_;
  Tally& tally_;
  const std::array<std::uint64_t, 2> fibers_;
  std::uint64_t fiber_{0};
  int thread_{0};
  int numbers_{0};
  std::map<int, ModelLane> lanes_;
  std::optional<ScopedSession> last_;
  std::vector<Subject> requests_;
  std::vector<std::unique_ptr<Guard>> guards_;
  std::vector<std::unique_ptr<Scope>> scopes_;
  std::string first_difference_;
};

[[nodiscard]] std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// One of several threads that run programs at the same time over the same registries.
struct Runner {
  std::uint64_t difference{0};
  std::string what{};
  Tally tally{};

  void run(World& world, std::uint64_t number, std::uint64_t first, std::uint64_t end, std::uint64_t step) {
    Worker worker;
    for (std::uint64_t seed = first + number; seed < end && difference == 0; seed += step) {
      what = Program{world, worker, number, seed, tally}.run();
      if (!what.empty()) difference = seed;
    }
  }
};

}  // namespace

TEST_CASE("Random programs of scopes, guards, wrappers, threads and registries do what a model of them does",
          "[ambient][request][wrapper][property][SS-1][SS-2][SS-3][SS-4][SO-1][SO-2][SO-6][D-2][D-4][D-7][D-8][D-11]"
          "[FR-15][FR-16][FR-18][FR-19][DR-2][DR-3][DR-4][DR-5][DR-6][DR-22][DR-24][TG-4][TG-7][TG-10][TG-11][TG-13]"
          "[TG-14][TG-15][W5][W6][W8][W9][W19][W22][MA-1][MA-2][MA-9][MA-12][MA-13]") {
  constexpr std::uint64_t runners = 2;
  const std::uint64_t count = number_from("RWSPLIT_TEST_SEQUENCES", 20'000);
  const std::uint64_t seed = number_from("RWSPLIT_TEST_SEED", 1);
  const std::size_t sessions_before = detail::AmbientTable::instance().size();
  std::array<Runner, runners> results;
  auto world = std::make_unique<World>();
  const std::shared_ptr<CountingDriver> driver = world->driver;
  {
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < runners; ++i) {
      threads.emplace_back([&, i] { results[i].run(*world, i, seed, seed + count, runners); });
    }
    for (std::thread& thread : threads) thread.join();
  }
  Tally tally;
  for (const Runner& runner : results) {
    INFO("RWSPLIT_TEST_SEED=" << runner.difference << ": " << runner.what);
    CHECK(runner.difference == 0);
    tally.add(runner.tally);
  }
  if (std::getenv("RWSPLIT_TEST_SEQUENCES") != nullptr) WARN(tally.to_string());
  if (count >= 2'000) {
    CHECK(tally.statements > 2 * count);
    CHECK(tally.least() > 0);  // everything that a program can do was done
  }
  CHECK(detail::AmbientTable::instance().size() == sessions_before);
  CHECK(world->leases() == 0);
  world.reset();
  CHECK(driver->live == 0);
}

}  // namespace rwsplit
