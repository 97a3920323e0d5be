#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <rapidcheck.h>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/reconfigured_cluster.hpp"

namespace rwsplit {
namespace {

using testing::eventually;
using testing::FakeServers;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

std::string read(Executor& db) { return db.query_one<std::string>("SELECT name"); }

/// What a cluster is said to be: the master's server, and each replica's server and weight.
struct Expected {
  struct Replica {
    std::string server;
    std::uint32_t weight{1};
  };
  std::string master;
  std::map<std::string, Replica> replicas;

  [[nodiscard]] bool uses(const std::string& server) const {
    if (master == server) return true;
    for (const auto& [name, replica] : replicas) {
      if (replica.server == server) return true;
    }
    return false;
  }
  /// Whether a read that looks for a replica may be answered by it.
  [[nodiscard]] bool may_answer(const std::string& server) const {
    bool any = false;
    for (const auto& [name, replica] : replicas) {
      if (replica.weight == 0) continue;
      any = true;
      if (replica.server == server) return true;
    }
    return !any && server == master;
  }
  [[nodiscard]] std::string answers_by_name(const std::string& name) const {
    const auto found = replicas.find(name);
    return found == replicas.end() ? master : found->second.server;
  }
};

const std::vector<std::string> names{"replica1", "replica2", "replica3", "replica4"};
const std::vector<std::string> all_servers{"master-a",   "master-b",   "replica1-a", "replica1-b", "replica2-a",
                                           "replica2-b", "replica3-a", "replica3-b", "replica4-a", "replica4-b"};

Expected some_expected() {
  const auto version = [] { return std::string{*rc::gen::arbitrary<bool>() ? "-a" : "-b"}; };
  Expected model{.master = "master" + version(), .replicas = {}};
  for (const std::string& name : names) {
    if (*rc::gen::inRange(0, 3) == 0) continue;
    model.replicas[name] = {name + version(), *rc::gen::inRange(0U, 4U)};
  }
  return model;
}

ClusterConfig config_of(FakeServers& servers, const Expected& model) {
  std::vector<EngineConfig> engines;
  for (const auto& [name, replica] : model.replicas) {
    engines.push_back(servers.engine(name, replica.weight, replica.server));
  }
  return servers.config(std::move(engines), model.master);
}

/// Everything that can be seen from outside, against the model.
class Observed {
 public:
  Observed(FakeServers& servers, Cluster& cluster, const Expected& model) : servers_{servers}, cluster_{cluster} {
    for (const std::string& name : names) note_place(name, model);
  }

  void check(const Expected& model, RoutingSession& old_session) {
    check_places(model);
    check_session(model, old_session);
    RoutingSession fresh{cluster_, {.stickiness = Stickiness::statement}};
    check_session(model, fresh);
    fresh.execute("UPDATE t SET a = 1");
    RC_ASSERT(servers_.at(model.master).count("UPDATE t SET a = 1") == ++writes_[model.master]);
    RC_ASSERT(read(fresh) == model.master);
    for (const std::string& server : all_servers) {
      if (!model.uses(server)) RC_ASSERT(eventually([&] { return servers_.at(server).live() == 0; }));
    }
  }
  /// For what aims at a name that may come and go.
  [[nodiscard]] std::optional<EngineIndex> place_of(const std::string& name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  void note_place(const std::string& name, const Expected& model) {
    if (model.replicas.count(name) != 0) places_.emplace(name, cluster_.index_of(name));
  }
  void check_places(const Expected& model) {
    const auto topology = cluster_.topology();
    for (const std::string& name : names) {
      note_place(name, model);
      const bool there = model.replicas.count(name) != 0;
      RC_ASSERT(topology->find(name).has_value() == there);
      if (const auto place = place_of(name)) {
        RC_ASSERT(topology->engines[*place].name == name);
        RC_ASSERT(topology->engines[*place].removed == !there);
        RC_ASSERT(cluster_.engine_name(*place) == name);
      }
      if (there) RC_ASSERT(topology->engines[places_[name]].weight == model.replicas.at(name).weight);
    }
    RC_ASSERT(topology->engines.size() == places_.size() + 1);
  }
  void check_session(const Expected& model, RoutingSession& db) {
    for (int i = 0; i < 4; ++i) RC_ASSERT(model.may_answer(read(db)));
    for (const std::string& name : names) {
      if (model.replicas.count(name) == 0) {
        RC_ASSERT_THROWS_AS(static_cast<void>(db.using_engine(name)), UnknownEngine);
      } else {
        auto bound = db.using_engine(name);
        RC_ASSERT(read(bound) == model.answers_by_name(name));
      }
      if (const auto place = place_of(name)) {  // a handle from before
        BoundSession handle{db, Target::engine(*place)};
        RC_ASSERT(read(handle) == model.answers_by_name(name));
      }
    }
  }

  FakeServers& servers_;
  Cluster& cluster_;
  std::map<std::string, EngineIndex> places_;
  std::map<std::string, std::size_t> writes_;
};

}  // namespace

TEST_CASE("random reconfigurations, against a model", "[cluster][reconfigure][property]") {
  CHECK(rc::check([] {
    FakeServers servers;
    Expected model = some_expected();
    Cluster cluster{config_of(servers, model)};
    Observed observed{servers, cluster, model};
    RoutingSession db{cluster};
    const auto steps = *rc::gen::inRange(1, 8);
    for (int step = 0; step < steps; ++step) {
      RoutingSession transacting{cluster};
      Transaction transaction{transacting};
      const std::string master = model.master;
      model = some_expected();
      cluster.reconfigure(config_of(servers, model));
      RC_ASSERT(read(transaction) == master);
      transaction.commit();
      observed.check(model, db);
    }
    for (const EngineStatistics& engine : cluster.statistics()) RC_ASSERT(engine.pool.in_use == 0U);
  }));
}

TEST_CASE("threads run statements while others reconfigure", "[cluster][reconfigure][stress]") {
  constexpr int statements = sanitized ? 200 : 1'000;
  constexpr std::size_t readers = 32;
  constexpr std::size_t changes = 100;
  FakeServers servers;
  for (const std::string& server : all_servers) static_cast<void>(servers.at(server));
  const auto config = [&](int step) {
    const auto version = [&](int divisor) { return (step / divisor) % 2 == 0 ? "-a" : "-b"; };
    Expected model{.master = std::string{"master"} + version(5), .replicas = {}};
    for (std::size_t i = 0; i < names.size(); ++i) {
      const int number = static_cast<int>(i) + 1;
      if ((step + number) % 5 == 0 || step % 17 == 16) continue;
      model.replicas[names[i]] = {names[i] + version(number), static_cast<std::uint32_t>((step + number) % 4)};
    }
    return config_of(servers, model);
  };
  std::vector<ClusterConfig> configs;
  for (int step = 0; step < 100; ++step) configs.push_back(config(step));

  std::atomic<std::size_t> errors{0};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> next{0};
  {
    Cluster cluster{configs[0]};
    const auto work = [&](std::size_t number) {
      RoutingSession kept{cluster};
      for (int i = 0; i < statements || next < changes; ++i) {
        try {
          RoutingSession fresh{cluster, {.stickiness = Stickiness::statement}};
          RoutingSession& db = i % 2 == 0 ? kept : fresh;
          switch ((number + static_cast<std::size_t>(i)) % 6) {
            case 0: db.execute("UPDATE t SET a = 1"); break;
            case 1:
              db.transaction([](Transaction& transaction) {
                transaction.execute("UPDATE t SET a = 2");
                static_cast<void>(read(transaction));
              });
              break;
            case 2: db.transaction(rwsplit::read_only, [](Transaction& tx) { static_cast<void>(read(tx)); }); break;
            case 3: {
              int rows = 0;
              for (const std::string& row : db.stream<std::string>("SELECT name")) rows += row.empty() ? 0 : 1;
              if (rows != 1) ++errors;
              break;
            }
            case 4: {
              BoundSession handle{db, Target::engine(1)};  // perhaps there, perhaps not
              static_cast<void>(read(handle));
              break;
            }
            default: static_cast<void>(read(db)); break;
          }
        } catch (const std::exception&) {
          ++errors;
        }
      }
      ++done;
    };
    const auto change = [&] {  // for as long as there are statements, so that every one may meet it
      while (done < readers) cluster.reconfigure(configs[next++ % configs.size()]);
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < readers; ++i) threads.emplace_back(work, i);
    threads.emplace_back(change);
    threads.emplace_back(change);
    for (std::thread& thread : threads) thread.join();

    CHECK(errors == 0);
    CHECK(next >= changes);
    for (const EngineStatistics& engine : cluster.statistics()) {
      CAPTURE(engine.name, engine.draining);
      CHECK(engine.pool.in_use == 0);
      CHECK(engine.pool.waiting == 0);
    }
    cluster.reconfigure(configs[0]);
    CHECK(eventually([&] { return cluster.statistics().size() == configs[0].replicas.size() + 1; }));
    RoutingSession db{cluster};
    CHECK_NOTHROW(db.execute("UPDATE t SET a = 1"));
    CHECK_NOTHROW(read(db));
  }
  std::size_t committed = 0;
  std::size_t begun = 0;
  for (const std::string& server : all_servers) {
    CHECK(servers.at(server).live() == 0);
    CHECK(servers.at(server).orphaned_cursors() == 0);
    committed += servers.at(server).count("COMMIT");
    begun += servers.at(server).count("BEGIN") + servers.at(server).count("BEGIN READ ONLY");
  }
  CHECK(committed == begun);
}

}  // namespace rwsplit
