#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"
#include "support/temporary_directory.hpp"

// What a session can be asked about the master; against real servers in tests/integration/seed_behaviour_test.cpp.

namespace rwsplit {
namespace {

using testing::connect_error;
using testing::eventually;
using testing::FakeCluster;
using testing::lost_error;
using testing::server_error;

[[nodiscard]] std::string place(Executor& executor) { return executor.query_one<std::string>("SELECT name"); }

}  // namespace

TEST_CASE("master_is_read_only: a server without variables is asked by beginning to write", "[session][DR-21]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  SECTION("writable") {
    CHECK_FALSE(db.master_is_read_only());
    CHECK(cluster.master().calls(0) == std::vector<std::string>{"BEGIN", "ROLLBACK"});
    CHECK_FALSE(db.has_written());
    CHECK(place(db) == "replica1");
  }
  SECTION("read-only") {
    cluster.master().on_begin([](std::size_t) { throw testing::refused_as_write(); });
    CHECK(db.master_is_read_only());
  }
  SECTION("another refusal is an error that names the master") {
    cluster.master().on_begin([](std::size_t) { throw server_error(Cond::lock_timeout); });
    try {
      static_cast<void>(db.master_is_read_only());
      FAIL("no error");
    } catch (const ServerError& error) {
      CHECK(error.engine() == "master");
      CHECK(error.where().line() != 0);
    }
  }
  SECTION("lost on the way: nothing can be written") {
    cluster.master().on_begin([](std::size_t) { throw lost_error(); });
    CHECK(db.master_is_read_only());
  }
  SECTION("in a transaction on the master: on its connection") {
    Transaction tx{db};
    CHECK_FALSE(db.master_is_read_only());
    CHECK(cluster.master().opened() == 1);
    CHECK(tx.is_open());
  }
  SECTION("in a transaction on a replica: beside it") {
    Transaction tx{db, read_only};
    CHECK(place(tx) == "replica1");
    CHECK_FALSE(db.master_is_read_only());
    CHECK(tx.is_open());
  }
}

TEST_CASE("master_is_read_only: a file that this process writes is no read-only master", "[session][DR-21]") {
  const testing::TemporaryDirectory folder;
  Cluster cluster{ClusterConfig{.master = {.url = "sqlite:" + folder.file("app.db")},
                                .pool = testing::calm_pool(),
                                .connect_timeout = std::chrono::seconds{20},
                                .logger = std::make_shared<spdlog::logger>("quiet")}};
  RoutingSession db{cluster};
  CHECK_FALSE(db.master_is_read_only());
  db.transaction([&](Transaction& tx) {
    tx.execute("CREATE TABLE t (a INT)");
    CHECK_FALSE(db.master_is_read_only());  // there is no second connection that may write
  });
  CHECK_FALSE(db.master_is_read_only());
}

TEST_CASE("master_is_read_only: a master that cannot be reached cannot be written", "[session][DR-21]") {
  FakeCluster cluster{1, {}, [](FakeCluster& made) {
                        made.master().fail_connects(connect_error(Cond::connection_failed, "cannot connect"));
                      }};
  RoutingSession db{*cluster};
  REQUIRE(eventually([&] { return !cluster->engine(master_index).pool().reachable(); }));
  CHECK(db.master_is_read_only());
  CHECK(place(db) == "replica1");
  cluster.master().accept_connects();
  CHECK(eventually([&] { return !db.master_is_read_only(); }));
}

}  // namespace rwsplit
