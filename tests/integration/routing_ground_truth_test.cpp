#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"

// Where statements really ran, as told by the servers: a view that the classifier cannot look into shows the id of the
// server that reads it, triggers store the id of the server that executes a write. Replication copies rows, not
// statements, so the stored id stays that of the executing server.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

constexpr int worker_count = 8;
constexpr int statements_per_worker = 1250;
constexpr int master_id = 1;

constexpr std::array<std::string_view, 4> engine_names{"", "master", "replica1", "replica2"};

void make_schema() {
  const auto master = admin_of(0);
  run_each(
      *master,
      {
          "DROP VIEW IF EXISTS gt_whoami",
          "DROP FUNCTION IF EXISTS gt_server",
          "DROP FUNCTION IF EXISTS gt_write",
          "DROP PROCEDURE IF EXISTS gt_insert",
          "DROP TABLE IF EXISTS gt_rows, gt_data",
          "CREATE FUNCTION gt_server() RETURNS INT NOT DETERMINISTIC NO SQL RETURN @@server_id",
          "CREATE VIEW gt_whoami AS SELECT gt_server() AS id",
          "CREATE TABLE gt_rows (worker INT, n INT, inserted_on INT, updated_on INT, PRIMARY KEY (worker, n))",
          "CREATE TRIGGER gt_on_insert BEFORE INSERT ON gt_rows FOR EACH ROW SET NEW.inserted_on = @@server_id",
          "CREATE TRIGGER gt_on_update BEFORE UPDATE ON gt_rows FOR EACH ROW SET NEW.updated_on = @@server_id",
          "CREATE FUNCTION gt_write(w INT, i INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA "
          "BEGIN INSERT INTO gt_rows (worker, n) VALUES (w, i); RETURN @@server_id; END",
          "CREATE PROCEDURE gt_insert(w INT, i INT) MODIFIES SQL DATA INSERT INTO gt_rows (worker, n) VALUES (w, i)",
          "CREATE TABLE gt_data (id INT PRIMARY KEY, word VARCHAR(20))",
          "INSERT INTO gt_data VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four')",
      });
  await_replicas();
}

void drop_schema() {
  run_each(*admin_of(0), {"DROP VIEW gt_whoami", "DROP FUNCTION gt_server", "DROP FUNCTION gt_write",
                          "DROP PROCEDURE gt_insert", "DROP TABLE gt_rows, gt_data"});
  await_replicas();
}

/// What one worker did, and what it saw that should not be.
struct Ledger {
  int statements{0};
  int inserts{0};
  int updates{0};
  int refused{0};
  /// Reads that the library was free to place, by the id of the server that answered.
  std::map<int, int> free_reads;
  /// Everything that was sent, by the engine that the library named.
  std::map<std::string, std::uint64_t, std::less<>> sent;
  std::vector<std::string> mistakes;

  void add(const Ledger& other) {
    statements += other.statements;
    inserts += other.inserts;
    updates += other.updates;
    refused += other.refused;
    for (const auto& [server, count] : other.free_reads) free_reads[server] += count;
    for (const auto& [engine, count] : other.sent) sent[engine] += count;
    mistakes.insert(mistakes.end(), other.mistakes.begin(), other.mistakes.end());
  }
};

class Worker {
 public:
  Worker(Cluster& cluster, int number)
      : cluster_{cluster}, number_{number}, randomness_{static_cast<std::mt19937::result_type>(number) + 1} {}

  Ledger work() {
    try {
      while (ledger_.statements < statements_per_worker) one_unit();
    } catch (const std::exception& error) {
      ledger_.mistakes.emplace_back(error.what());
    }
    return ledger_;
  }

 private:
  using Unit = void (Worker::*)();

  void one_unit() {
    static constexpr std::array<Unit, 16> units{
        &Worker::plain_reads,        &Worker::plain_reads,      &Worker::plain_reads,      &Worker::balanced_reads,
        &Worker::run_time_reads,     &Worker::write_and_read,   &Worker::locking_read,     &Worker::guards,
        &Worker::one_call_overrides, &Worker::transaction,      &Worker::read_transaction, &Worker::text_transaction,
        &Worker::queued_writes,      &Worker::disguised_writes, &Worker::refused_write,    &Worker::streamed_read};
    (this->*units[draw(units.size())])();
  }

  // ---- units of work ----

  void plain_reads() {
    RoutingSession db{cluster_};
    const int home = free_read(db, read(db, draw(6)));
    for (auto more = draw(3); more > 0; --more) {
      const int server = free_read(db, read(db, draw(6)));
      expect(server == home, "a session changed its replica");
    }
  }

  void balanced_reads() {
    RoutingSession db{cluster_, {.stickiness = Stickiness::statement}};
    for (auto more = 1 + draw(3); more > 0; --more) free_read(db, read(db, draw(6)));
  }

  void run_time_reads() {
    RoutingSession db{cluster_};
    std::string text = "SELECT w.id FROM gt_whoami AS w JOIN gt_data AS d ON d.id = ?";
    Params parameters;
    parameters.append(2);
    if (draw(2) == 0) {
      text += " AND d.word = ?";
      parameters.append("two");
    }
    free_read(db, db.query_one<int>(runtime_sql(text), parameters));
    free_read(db, db.query_one<int>(runtime_sql("/* a remark */ (SELECT id FROM gt_whoami)")));
  }

  void write_and_read() {
    RoutingSession db{cluster_};
    const int n = insert(db);
    free_read(db, read(db, draw(6)));
    written(db.execute("UPDATE gt_rows SET updated_on = 0 WHERE worker = ? AND n = ?", number_, n), 1);
    ++ledger_.updates;
    free_read(db, read(db, draw(6)));
  }

  void locking_read() {
    RoutingSession db{cluster_};
    const int id = 1 + static_cast<int>(draw(4));
    master_read(db,
                db.query_one<int>("SELECT w.id FROM gt_data AS d JOIN gt_whoami AS w WHERE d.id = ? FOR UPDATE", id),
                RouteReason::not_a_read);
    free_read(db, read(db, draw(6)));  // a lock is no write
  }

  void guards() {
    RoutingSession db{cluster_};
    const UseMaster on_master{db};
    master_read(db, read(db, draw(6)), RouteReason::guard);
    {
      const UseReplica on_replica{db};
      free_read(db, read(db, draw(6)));
      const UseEngine on_named{db, "replica1"};
      named_read(db, read(db, draw(6)), 2);
      const UseAutomatic automatic{db};
      free_read(db, read(db, draw(6)));
      const FreezeRouting frozen{db};
      const UseMaster without_effect{db};
      free_read(db, read(db, draw(6)));
    }
    master_read(db, read(db, draw(6)), RouteReason::guard);
  }

  void one_call_overrides() {
    RoutingSession db{cluster_};
    for (int server = 1; server <= 3; ++server) {
      auto bound = db.using_engine(engine_names[static_cast<std::size_t>(server)]);
      named_read(db, read(bound, draw(6)), server);
    }
    // What describes a server may be asked of a replica, by name.
    auto bound = db.using_engine("replica2");
    named_read(db, bound.query_one<int>("SELECT @@server_id"), 3);
    master_read(db, db.query_one<int>("SELECT @@server_id"), RouteReason::not_a_read);
  }

  void transaction() {
    RoutingSession db{cluster_};
    const bool keeps = draw(4) != 0;
    Transaction tx{db};
    count(db);
    master_read(db, read(tx, draw(6)), RouteReason::transaction);
    const int n = next_;
    insert(tx);
    master_read(db, read(db, draw(6)), RouteReason::transaction);
    if (keeps) {
      written(tx.execute("UPDATE gt_rows SET updated_on = 0 WHERE worker = ? AND n = ?", number_, n), 1);
      ++ledger_.updates;
      tx.commit();
    } else {
      tx.rollback();
      --ledger_.inserts;
    }
  }

  void read_transaction() {
    RoutingSession db{cluster_};
    db.transaction(read_only, [&](Transaction& tx) {
      count(db);
      const int home = free_read(db, read(tx, draw(6)));
      expect(free_read(db, read(tx, draw(6))) == home, "a read-only transaction changed its replica");
    });
    free_read(db, read(db, draw(6)));
  }

  void text_transaction() {
    RoutingSession db{cluster_};
    static_cast<void>(db.execute("BEGIN"));
    count(db);
    master_read(db, read(db, draw(6)), RouteReason::transaction);
    insert(db);
    static_cast<void>(db.execute("COMMIT"));
    count(db);
    free_read(db, read(db, draw(6)));
  }

  void queued_writes() {
    RoutingSession db{cluster_};
    for (int i = 0; i < 2; ++i) {
      db.enqueue("INSERT INTO gt_rows (worker, n) VALUES (?, ?)", number_, next_++);
      ++ledger_.inserts;
    }
    db.flush();
    ledger_.statements += 2;
    ledger_.sent["master"] += 3;  // and the transaction around them
    free_read(db, read(db, draw(6)));
  }

  // What looks like a read, at its beginning or everywhere, and is none.
  void disguised_writes() {
    RoutingSession db{cluster_};
    switch (draw(4)) {
      case 0:
        static_cast<void>(db.execute("CALL gt_insert(?, ?)", number_, next_++));
        count(db);
        break;
      case 1:
        master_read(db, db.query_one<int>("SELECT gt_write(?, ?)", number_, next_++), RouteReason::not_a_read);
        break;
      case 2:
        written(db.execute("/* SELECT */ INSERT INTO gt_rows (worker, n) SELECT ?, ? FROM gt_data WHERE id = 1",
                           number_, next_++),
                1);
        break;
      default:
        written(db.execute(runtime_sql(fmt::format("REPLACE gt_rows (worker, n) VALUES ({}, {})", number_, next_++))),
                1);
        break;
    }
    ++ledger_.inserts;
    free_read(db, read(db, draw(6)));
  }

  void refused_write() {
    RoutingSession db{cluster_};
    const UseReplica on_replica{db};
    try {
      static_cast<void>(db.execute("INSERT INTO gt_rows (worker, n) VALUES (?, ?)", number_, next_++));
      expect(false, "a write under UseReplica was not refused");
    } catch (const ReadOnlyViolation&) {
      ++ledger_.refused;
      ++ledger_.statements;
    }
    free_read(db, read(db, draw(6)));
  }

  void streamed_read() {
    RoutingSession db{cluster_};
    int rows = 0;
    int server = 0;
    for (const auto& [id, word] :
         db.stream<int, std::string>("SELECT w.id, d.word FROM gt_data AS d JOIN gt_whoami AS w WHERE d.id <= ?", 3)) {
      ++rows;
      server = id;
    }
    expect(rows == 3, "a stream lost rows");
    free_read(db, server);
  }

  // ---- statements ----

  // The same question in six spellings; the answer is the id of the server that was asked.
  int read(Executor& db, std::size_t spelling) {
    switch (spelling) {
      case 0: return db.query_one<int>("SELECT id FROM gt_whoami");
      case 1: return db.query_one<int>("SELECT id FROM gt_whoami WHERE id > ?", 0);
      case 2: return db.query_one<int>("WITH me AS (SELECT id FROM gt_whoami) SELECT me.id FROM me");
      case 3:
        return std::get<0>(db.query_one<int, std::string>(
            "SELECT w.id, d.word FROM gt_whoami AS w JOIN gt_data AS d ON d.id = ? ORDER BY d.word", 2));
      case 4: return db.query_one<int>("SELECT max(id) FROM (SELECT id FROM gt_whoami UNION ALL SELECT 0) AS ids");
      default: return db.query_one<int>(runtime_sql("SELECT (SELECT id FROM gt_whoami) FROM gt_data LIMIT 1"));
    }
  }

  int insert(Executor& db) {
    const int n = next_++;
    written(db.execute("INSERT INTO gt_rows (worker, n) VALUES (?, ?)", number_, n), 1);
    ++ledger_.inserts;
    return n;
  }

  // ---- bookkeeping ----

  void count(const RoutingSession& db) {
    ++ledger_.statements;
    ++ledger_.sent[std::string{db.last_decision().engine_name}];
  }

  void written(const ExecResult& result, std::uint64_t rows) {
    ++ledger_.statements;
    ++ledger_.sent[std::string{result.engine}];
    expect(result.engine == "master", "a write was reported on a replica");
    expect(result.affected_rows == rows, "a write changed another number of rows");
  }

  int free_read(const RoutingSession& db, int server) {
    expect(server != master_id, fmt::format("a read on the master, {}", to_string(db.last_decision().reason)));
    ++ledger_.free_reads[server];
    return answered(db, server);
  }

  void master_read(const RoutingSession& db, int server, RouteReason reason) {
    expect(db.last_decision().reason == reason,
           fmt::format("{} instead of {}", to_string(db.last_decision().reason), to_string(reason)));
    named_read(db, server, master_id);
  }

  void named_read(const RoutingSession& db, int server, int expected) {
    expect(server == expected, fmt::format("server {} answered instead of {}", server, expected));
    answered(db, server);
  }

  int answered(const RoutingSession& db, int server) {
    count(db);
    const auto claimed = db.last_decision().engine_name;
    expect(server >= 1 && server <= 3 && claimed == engine_names[static_cast<std::size_t>(server)],
           fmt::format("server {} answered, the library says {}", server, claimed));
    return server;
  }

  void expect(bool condition, std::string_view mistake) {
    if (!condition) ledger_.mistakes.emplace_back(mistake);
  }

  std::size_t draw(std::size_t bound) { return randomness_() % bound; }

  Cluster& cluster_;
  int number_;
  int next_{0};
  std::mt19937 randomness_;
  Ledger ledger_;
};

Ledger work_of_all(Cluster& cluster) {
  std::vector<Ledger> ledgers(worker_count);
  std::vector<std::thread> threads;
  for (int i = 0; i < worker_count; ++i) {
    threads.emplace_back([&, i] { ledgers[static_cast<std::size_t>(i)] = Worker{cluster, i}.work(); });
  }
  for (auto& thread : threads) thread.join();
  Ledger total;
  for (const auto& ledger : ledgers) total.add(ledger);
  return total;
}

void check_share(const Ledger& ledger, int server, double expected) {
  double all = 0;
  for (const auto& [id, count] : ledger.free_reads) all += count;
  const double share = ledger.free_reads.at(server) / all;
  CAPTURE(server, share, expected);
  CHECK(std::abs(share / expected - 1) < 0.05);
}

}  // namespace

TEST_CASE("routing: where 10,000 mixed statements ran, according to the servers", "[routing][W1][ZZ-4][ZZ-6]") {
  make_schema();
  ClusterConfig config = real_cluster();
  config.consistency = Consistency::eventual();  // shares are exact where no replica is passed over
  Cluster cluster{std::move(config)};
  const Ledger ledger = work_of_all(cluster);
  for (const auto& mistake : ledger.mistakes) FAIL_CHECK(mistake);
  CHECK(ledger.statements >= worker_count * statements_per_worker);
  CHECK(ledger.refused > 0);
  WARN(fmt::format("{} statements: {} inserts, {} updates, {} free reads on replica1, {} on replica2, {} refused",
                   ledger.statements, ledger.inserts, ledger.updates, ledger.free_reads.at(2), ledger.free_reads.at(3),
                   ledger.refused));

  // Every write is there once, and the master executed it.
  const auto master = admin_of(0);
  CHECK(number_of(*master, "SELECT COUNT(*) FROM gt_rows") == ledger.inserts);
  CHECK(number_of(*master, "SELECT COUNT(*) FROM gt_rows WHERE inserted_on <> 1 OR updated_on <> 1") == 0);
  CHECK(number_of(*master, "SELECT COUNT(*) FROM gt_rows WHERE updated_on = 1") == ledger.updates);
  await_replicas();
  for (std::size_t server = 1; server <= 2; ++server) {
    CAPTURE(server);
    CHECK(number_of(*admin_of(server), "SELECT COUNT(*) FROM gt_rows WHERE inserted_on = 1") == ledger.inserts);
  }

  check_share(ledger, 2, 1.0 / 3);
  check_share(ledger, 3, 2.0 / 3);
  for (const auto& engine : cluster.statistics()) {
    CAPTURE(engine.name);
    CHECK(engine.statements == ledger.sent.at(engine.name));
    CHECK(engine.pool.in_use == 0);
    CHECK(engine.pool.timeouts == 0);
    CHECK(engine.pool.closed_broken == 0);
  }
  drop_schema();
}
