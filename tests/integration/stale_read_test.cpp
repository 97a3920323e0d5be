#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"

// The request after a write: whoever posts an entry and is redirected to the list finds it there, because of the pin,
// which has the position of the write. Replicas that follow as they can serve nearly all of these requests; where they
// are a second or two behind, the master does. Without the pin nearly nobody finds the entry there. What is `[delayed]`
// is to be run on servers of its own: `tests/support/cluster run FLAVOR --delay 2 -- rwsplit_integration [delayed]`.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

constexpr int browser_count = 4;
constexpr int pairs_per_browser = 250;
constexpr int pair_count = browser_count * pairs_per_browser;

/// `stale_entries (id INT PRIMARY KEY)`, empty, on every server.
class Scene {
 public:
  Scene() {
    run_each(*admin_of(0), {"DROP TABLE IF EXISTS stale_entries", "CREATE TABLE stale_entries (id INT PRIMARY KEY)"});
    await_replicas();
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene() {
    try {
      run_each(*admin_of(0), {"DROP TABLE stale_entries"});
    } catch (const Error& error) {
      WARN("could not clean up: " << error.what());
    }
  }
};

/// Two web servers behind one address: clusters, pools and rules of their own, the same keys. The keys are changed
/// while they run, step by step, one server before the other.
class WebServers {
 public:
  static constexpr std::size_t count = 2;
  static constexpr std::size_t steps = 5;

  explicit WebServers(bool pins, std::chrono::milliseconds wait = Consistency{}.wait)
      : clusters_{Cluster{patient_for(wait)}, Cluster{patient_for(wait)}} {
    const Secret older{"the key of last month, 32 bytes.."};
    const Secret newer{"the key of this month, 32 bytes.."};
    add(pins, older, {});
    add(pins, older, {});
    add(pins, older, {newer});
    add(pins, older, {newer});
    add(pins, newer, {older});
    add(pins, older, {newer});
    add(pins, newer, {older});
    add(pins, newer, {older});
    add(pins, newer, {});
    add(pins, newer, {});
  }

  [[nodiscard]] Cluster& cluster(std::size_t server) { return clusters_[server]; }
  [[nodiscard]] const RequestRules& rules(std::size_t server, std::size_t step) const {
    return rules_.at(step * count + server);
  }
  [[nodiscard]] PinStatistics pins() const {
    PinStatistics sum;
    for (const RequestRules& rules : rules_) {
      const PinStatistics one = rules.statistics();
      sum.issued += one.issued;
      sum.issued_with_position += one.issued_with_position;
      sum.honored += one.honored;
      sum.honored_with_position += one.honored_with_position;
      sum.expired += one.expired;
      sum.forged += one.forged;
      sum.malformed += one.malformed;
    }
    return sum;
  }

 private:
  void add(bool pins, const Secret& signing, std::vector<Secret> verification) {
    RequestOptions options;
    options.pin.enabled = pins;
    options.pin.lifetime = patience;  // the clock is not what is tried here
    options.pin.signing_key = signing;
    options.pin.verification_keys = std::move(verification);
    rules_.emplace_back(std::move(options));
  }

  [[nodiscard]] static ClusterConfig patient_for(std::chrono::milliseconds wait) {
    ClusterConfig config = real_cluster();
    config.consistency.wait = wait;
    return config;
  }

  std::array<Cluster, count> clusters_;
  std::deque<RequestRules> rules_;  // of both servers before the first step, then after it
};

/// A request with POST; gives what the browser keeps as its cookies.
std::string post_entry(Cluster& cluster, const RequestRules& rules, int id) {
  RequestScope scope{cluster, rules, rules.hints_from({.method = "POST", .path = "/entries"})};
  scope.session().execute("INSERT INTO stale_entries VALUES (?)", id);
  const auto pin = scope.response_pin();
  return pin ? "theme=dark; " + pin->name + "=" + pin->value : "theme=dark";
}

/// What became of reads.
struct Tally {
  int stale{0};
  int on_replicas{0};

  /// A request with GET: is the entry there?
  void look(Cluster& cluster, const RequestRules& rules, const IncomingRequest& request, int id) {
    RequestScope scope{cluster, rules, rules.hints_from(request)};
    RoutingSession& db = scope.session();
    if (db.query_one<int>("SELECT COUNT(*) FROM stale_entries WHERE id = ?", id) != 1) ++stale;
    if (db.last_decision().role == Role::replica) ++on_replicas;
  }
};

/// One browser posts and looks, again and again, meanwhile the keys change; the answer to a post may come before a step
/// and the next request after it, and another web server answers it.
Tally browse(WebServers& servers, int first_id) {
  Tally tally;
  for (int pair = 0; pair < pairs_per_browser; ++pair) {
    const int id = first_id + pair;
    const auto number = static_cast<std::size_t>(pair);
    const std::size_t server = number % WebServers::count;
    const std::size_t step = number * WebServers::steps / pairs_per_browser;
    const std::size_t next_step = std::min(step + number / 2 % 2, WebServers::steps - 1);
    const std::size_t other = WebServers::count - 1 - server;
    const std::string cookies = post_entry(servers.cluster(server), servers.rules(server, step), id);
    tally.look(servers.cluster(other), servers.rules(other, next_step),
               {.method = "GET", .path = "/entries", .cookie_header = cookies}, id);
  }
  return tally;
}

Tally browse_with_all(WebServers& servers) {
  std::vector<std::future<Tally>> browsers;
  for (int browser = 0; browser < browser_count; ++browser) {
    browsers.push_back(
        std::async(std::launch::async, [&, first = browser * pairs_per_browser] { return browse(servers, first); }));
  }
  Tally sum;
  for (auto& browser : browsers) {
    const Tally one = browser.get();
    sum.stale += one.stale;
    sum.on_replicas += one.on_replicas;
  }
  return sum;
}

/// All of them said, and were asked for, the position of the write.
constexpr PinStatistics all_with_position{.issued = pair_count,
                                          .issued_with_position = pair_count,
                                          .honored = pair_count,
                                          .honored_with_position = pair_count};

/// As a service does it: writes, and gives what whoever calls it next has to see.
std::string token_of_entry(Cluster& cluster, const RequestRules& rules, int id) {
  RequestScope scope{cluster, rules, rules.hints_from({.method = "POST", .path = "/entries"})};
  scope.session().execute("INSERT INTO stale_entries VALUES (?)", id);
  return scope.response_token();
}

/// Calls two services in turn, and hands what the first has written to the second.
Tally call_services(WebServers& servers, int calls) {
  const RequestRules rules{{.token_header = "X-Rwsplit-Token"}};
  Tally tally;
  for (int id = 0; id < calls; ++id) {
    const std::string token = token_of_entry(servers.cluster(0), rules, id);
    tally.look(servers.cluster(1), rules, {.method = "GET", .path = "/entries", .token_header = token}, id);
  }
  return tally;
}

}  // namespace

TEST_CASE("stale reads: 1,000 times a GET after a POST, and every entry is there", "[delayed][D-9][FR-27][W2][W12]") {
  const Scene scene;
  WebServers servers{true};
  const Tally tally = browse_with_all(servers);
  WARN(tally.stale << " of " << pair_count << " reads after a write were stale, with the pin; " << tally.on_replicas
                   << " ran on replicas");
  CHECK(tally.stale == 0);
  CHECK(servers.pins() == all_with_position);
  CHECK(tally.on_replicas <= pair_count / 10);  // a request that comes later than the replica

  // Whoever has posted nothing reads from a replica meanwhile.
  Cluster& cluster = servers.cluster(0);
  RequestScope visitor{cluster, servers.rules(0, 0), {.method = Method::get}};
  CHECK(visitor.session().execute("SELECT id FROM stale_entries").engine != "master");
}

TEST_CASE("stale reads: without the pin nearly every entry is missing", "[delayed][D-9][FR-27]") {
  const Scene scene;
  WebServers servers{false};
  const Tally tally = browse_with_all(servers);
  WARN(tally.stale << " of " << pair_count << " reads after a write were stale, without the pin");
  CHECK(tally.stale >= pair_count * 9 / 10);
  CHECK(servers.pins() == PinStatistics{});
  CHECK(tally.on_replicas == pair_count);
}

TEST_CASE("stale reads: a service with late replicas sees what its caller has written", "[delayed]") {
  const Scene scene;
  WebServers servers{false};
  const Tally tally = call_services(servers, 20);
  CHECK(tally.stale == 0);
  CHECK(tally.on_replicas <= 2);
}

TEST_CASE("stale reads: with replicas that follow, they serve the requests after a write", "[D-9][FR-27]") {
  const Scene scene;
  WebServers servers{true, patience};
  const Tally tally = browse_with_all(servers);
  WARN(tally.stale << " of " << pair_count << " reads after a write were stale, with the pin; " << tally.on_replicas
                   << " ran on replicas");
  CHECK(tally.stale == 0);
  CHECK(servers.pins() == all_with_position);
  CHECK(tally.on_replicas >= pair_count * 9 / 10);
}

TEST_CASE("stale reads: a service sees what its caller has written, on replicas") {
  constexpr int calls = 200;
  const Scene scene;
  WebServers servers{false, patience};
  const Tally tally = call_services(servers, calls);
  WARN(tally.stale << " of " << calls << " reads of a called service were stale; " << tally.on_replicas
                   << " ran on replicas");
  CHECK(tally.stale == 0);
  CHECK(tally.on_replicas >= calls * 9 / 10);
}
