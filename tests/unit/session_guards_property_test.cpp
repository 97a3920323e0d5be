#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <spdlog/logger.h>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/routing/weighted_draw.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/null_driver.hpp"

// Guards against a model: whatever nests, unwinds or ends out of order, every statement runs where the model says.

namespace rwsplit {
namespace {

/// What a guard asks for: an engine's name, "replica" for any, "" for automatic routing, "freeze".
using Wish = std::string_view;
constexpr Wish any_replica = "replica";
constexpr Wish automatic = "";
constexpr Wish freeze = "freeze";

/// What happened to one statement. `engine` is "replica" where any of them will do.
struct Outcome {
  std::string_view engine;
  RouteReason reason{};
  bool refused{false};
};

/// The guards as a plain list, the oldest first.
class Model {
 public:
  [[nodiscard]] int open(Wish wish) {
    guards_.push_back({++last_, wish});
    return last_;
  }
  void close(int guard) {
    guards_.erase(std::find_if(guards_.begin(), guards_.end(), [&](const auto& each) { return each.first == guard; }));
  }

  [[nodiscard]] Outcome expect(bool write, std::optional<Wish> call, bool promotes) const {
    Wish wish = automatic;
    for (const auto& [number, guard] : guards_) {
      if (guard == freeze) break;
      wish = guard;
    }
    const RouteReason asked = call ? RouteReason::call_override : RouteReason::guard;
    if (call) wish = *call;
    if (wish == automatic) {
      if (write) return {"master", RouteReason::not_a_read};
      if (written) return {"master", RouteReason::has_written};
      return {any_replica, RouteReason::by_statement};
    }
    if (wish == "master" || !write) return {wish, asked};
    if (promotes) return {"master", RouteReason::promoted};
    return {wish, asked, true};
  }

  bool written{false};

 private:
  std::vector<std::pair<int, Wish>> guards_;
  int last_{0};
};

/// A real guard and its counterpart in the model, opened and closed together.
class Guard {
 public:
  Guard(RoutingSession& session, Model& model, Wish wish) : model_{model}, number_{model.open(wish)} {
    if (wish == freeze) {
      real_.emplace<FreezeRouting>(session);
    } else if (wish == automatic) {
      real_.emplace<UseAutomatic>(session);
    } else if (wish == any_replica) {
      real_.emplace<UseReplica>(session);
    } else if (wish == "master" && number_ % 2 == 0) {
      real_.emplace<UseMaster>(session);
    } else {
      real_.emplace<UseEngine>(session, wish);
    }
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { model_.close(number_); }

 private:
  Model& model_;
  int number_;
  std::variant<std::monostate, UseMaster, UseReplica, UseEngine, UseAutomatic, FreezeRouting> real_;
};

struct Unwind {};

/// One random program over one session.
class Nesting {
 public:
  Nesting(Cluster& cluster, std::uint64_t seed)
      : random_{seed << 32U},
        promotes_{cluster.config()->on_replica_write == OnReplicaWrite::promote},
        session_{cluster} {}

  /// How often session and model differed.
  [[nodiscard]] int run() {
    try {
      descend(8);
    } catch (const Unwind&) {
      statement();
    }
    // Guards may outlive their session, and end in any order then too.
    const bool session_first = one_in(2);
    if (session_first) session_.reset();
    while (!heap_.empty()) drop_one();
    if (!session_first) statement();
    return differences_;
  }
  [[nodiscard]] int statements() const { return statements_; }

 private:
  /// Cheap to seed, unlike the engines of the standard library.
  [[nodiscard]] std::uint64_t random() { return detail::mix(++random_); }
  [[nodiscard]] bool one_in(unsigned count) { return random() % count == 0; }
  [[nodiscard]] Wish any_wish() {
    constexpr Wish wishes[] = {"master", any_replica, "replica1", "replica2", automatic, freeze};
    return wishes[random() % 6];
  }
  void drop_one() { heap_.erase(heap_.begin() + static_cast<std::ptrdiff_t>(random() % heap_.size())); }

  void descend(int depth) {
    if (one_in(3)) statement();
    if (depth == 0 || one_in(6)) return;
    if (one_in(10)) throw Unwind{};
    if (!heap_.empty() && one_in(3)) drop_one();
    if (one_in(3)) {
      heap_.push_back(std::make_unique<Guard>(*session_, model_, any_wish()));
      return descend(depth - 1);
    }
    try {
      const Guard guard{*session_, model_, any_wish()};
      descend(depth - 1);
      if (one_in(3)) statement();
    } catch (const Unwind&) {
      if (one_in(2)) throw;
    }
  }

  void statement() {
    constexpr Wish names[] = {"master", "replica1", "replica2"};
    const bool write = one_in(4);
    std::optional<Wish> call;
    if (one_in(6)) call = names[random() % 3];
    const Outcome expected = model_.expect(write, call, promotes_);
    const Outcome actual = execute(write, call);
    if (write && !expected.refused) model_.written = true;
    const bool right_engine =
        actual.engine == expected.engine ||
        (expected.engine == any_replica && (actual.engine == "replica1" || actual.engine == "replica2")) ||
        (expected.refused && expected.engine == any_replica && actual.engine.empty());
    const bool same = right_engine && actual.reason == expected.reason && actual.refused == expected.refused &&
                      session_->has_written() == model_.written;
    if (!same) ++differences_;
    ++statements_;
  }

  [[nodiscard]] Outcome execute(bool write, std::optional<Wish> call) {
    try {
      const ExecResult done = call ? on(session_->using_engine(*call), write) : on(*session_, write);
      return {done.engine, done.reason};
    } catch (const ReadOnlyViolation&) {
      return {session_->last_decision().engine_name, session_->last_decision().reason, true};
    }
  }
  template <class AnyExecutor>
  [[nodiscard]] static ExecResult on(AnyExecutor&& executor, bool write) {
    return write ? executor.execute("UPDATE t SET a = 1") : executor.execute("SELECT a FROM t");
  }

  std::uint64_t random_;
  Model model_;
  const bool promotes_;
  std::optional<RoutingSession> session_;
  std::vector<std::unique_ptr<Guard>> heap_;
  int differences_{0};
  int statements_{0};
};

[[nodiscard]] ClusterConfig null_cluster(OnReplicaWrite on_replica_write) {
  const auto driver = std::make_shared<testing::NullDriver>();
  return {.master = {.url = "null://m", .driver = driver},
          .replicas = {{.name = "replica1", .url = "null://1", .driver = driver},
                       {.name = "replica2", .url = "null://2", .driver = driver}},
          .on_replica_write = on_replica_write,
          .logger = std::make_shared<spdlog::logger>("quiet")};
}

}  // namespace

TEST_CASE("100,000 random nestings of guards do what a model of them does",
          "[session][property][D-2][TG-11][W5][W6][DR-2][DR-3][DR-4][TG-15][MA-2]") {
  constexpr std::uint64_t count = 100'000;
  Cluster refusing{null_cluster(OnReplicaWrite::refuse)};
  Cluster promoting{null_cluster(OnReplicaWrite::promote)};
  int statements = 0;
  std::uint64_t first_difference = 0;
  for (std::uint64_t seed = 1; seed <= count && first_difference == 0; ++seed) {
    Nesting nesting{seed % 4 == 0 ? promoting : refusing, seed};
    if (nesting.run() != 0) first_difference = seed;
    statements += nesting.statements();
  }
  INFO("seed " << first_difference);
  CHECK(first_difference == 0);
  CHECK(statements > 200'000);
}

}  // namespace rwsplit
