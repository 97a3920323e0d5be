#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "integration/live_scene.hpp"
#include "support/catch_shim.hpp"

// Stored functions that declare that they only read, on real servers.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

/// `learned_rows`, and functions with every declaration there is, in the application's database and in one beside it.
class Scene : public LiveScene {
 public:
  Scene()
      : LiveScene{
            {"CREATE TABLE learned_rows (id INT AUTO_INCREMENT PRIMARY KEY)",
             "CREATE FUNCTION learned_reads() RETURNS INT DETERMINISTIC READS SQL DATA RETURN (SELECT COUNT(*) FROM "
             "learned_rows)",
             "CREATE FUNCTION learned_computes(x INT) RETURNS INT NO SQL RETURN x + 1",
             "CREATE FUNCTION learned_says_nothing(x INT) RETURNS INT DETERMINISTIC RETURN x + 1",
             "CREATE FUNCTION learned_writes() RETURNS INT DETERMINISTIC MODIFIES SQL DATA "
             "BEGIN INSERT INTO learned_rows VALUES (); RETURN 1; END",
             "CREATE DATABASE learned_beside",
             // The names are those of functions here that do not declare it, or do not exist.
             "CREATE FUNCTION learned_beside.learned_writes() RETURNS INT NO SQL RETURN 1",
             "CREATE FUNCTION learned_beside.learned_elsewhere() RETURNS INT NO SQL RETURN 1"},
            {"DROP FUNCTION IF EXISTS learned_reads", "DROP FUNCTION IF EXISTS learned_computes",
             "DROP FUNCTION IF EXISTS learned_says_nothing", "DROP FUNCTION IF EXISTS learned_writes",
             "DROP DATABASE IF EXISTS learned_beside", "DROP TABLE IF EXISTS learned_rows"}} {}

  [[nodiscard]] std::int64_t rows() { return ask("SELECT COUNT(*) FROM learned_rows"); }
};

/// A cluster whose account sees the functions of every database.
[[nodiscard]] ClusterConfig admin_cluster() {
  ClusterConfig config = real_cluster();
  const auto admins = words_of("RWSPLIT_TEST_ADMIN_URLS");
  config.master.url = admins[0];
  for (std::size_t i = 0; i < config.replicas.size(); ++i) config.replicas[i].url = admins[i + 1];
  return config;
}

/// Where a statement runs in a session that has not done anything yet; its answer is a number.
template <class... Args>
[[nodiscard]] Role role_of(Cluster& cluster, SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
  RoutingSession db{cluster};
  static_cast<void>(db.query_one<std::int64_t>(sql, arguments...));
  return db.last_decision().role;
}

}  // namespace

TEST_CASE("learned: what declares that it reads runs on a replica once that is known", "[learned]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  CHECK(role_of(cluster, "SELECT learned_reads()") == Role::master);
  CHECK(role_of(cluster, "SELECT learned_computes(?)", 1) == Role::master);

  CHECK(cluster.learn_read_functions() == 2);
  CHECK(role_of(cluster, "SELECT learned_reads()") == Role::replica);
  CHECK(role_of(cluster, "SELECT Learned_Computes(?)", 1) == Role::replica);
  CHECK(role_of(cluster, "SELECT app.learned_reads()") == Role::replica);
  CHECK(role_of(cluster, runtime_sql("SELECT learned_reads() + learned_computes(2)")) == Role::replica);
}

TEST_CASE("learned: what writes, or says nothing about it, stays on the master", "[learned]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  static_cast<void>(cluster.learn_read_functions());
  CHECK(role_of(cluster, "SELECT learned_writes()") == Role::master);
  CHECK(scene.rows() == 1);
  CHECK(role_of(cluster, "SELECT learned_reads() + learned_writes()") == Role::master);
  CHECK(scene.rows() == 2);
  CHECK(role_of(cluster, "SELECT app.learned_says_nothing(?)", 1) == Role::master);
  CHECK(role_of(cluster, "SELECT learned_says_nothing(learned_computes(?))", 1) == Role::master);
}

TEST_CASE("learned: a function of another database is known by its full name only", "[learned]") {
  Scene scene;
  Cluster cluster{admin_cluster()};
  CHECK(cluster.learn_read_functions() >= 4);  // other databases may have some, too
  CHECK(role_of(cluster, "SELECT learned_beside.learned_elsewhere()") == Role::replica);
  CHECK(role_of(cluster, "SELECT learned_beside.learned_writes()") == Role::replica);
  CHECK(role_of(cluster, "SELECT learned_writes()") == Role::master);
  CHECK(scene.rows() == 1);
  CHECK_FALSE(cluster.resolve(runtime_sql("SELECT learned_elsewhere()").statement())->info.is_plain_read());
}

TEST_CASE("learned: what is dropped, or declared anew, is forgotten with the next time", "[learned]") {
  Scene scene;
  ClusterConfig config = real_cluster();
  config.read_functions = {"learned_says_nothing"};
  Cluster cluster{config};
  CHECK(cluster.learn_read_functions() == 2);
  CHECK(role_of(cluster, "SELECT learned_reads()") == Role::replica);
  scene.run({"DROP FUNCTION learned_computes", "ALTER FUNCTION learned_reads MODIFIES SQL DATA"});
  CHECK(cluster.learn_read_functions() == 0);
  CHECK(role_of(cluster, "SELECT learned_reads()") == Role::master);
  CHECK_FALSE(cluster.resolve(runtime_sql("SELECT learned_computes(1)").statement())->info.is_plain_read());
  // The user's own word stands.
  CHECK(role_of(cluster, "SELECT learned_says_nothing(?)", 1) == Role::replica);
}
