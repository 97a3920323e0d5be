#include <algorithm>
#include <array>
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

// The request after a write, with replicas that are one second behind: whoever posts an entry and is redirected to the
// list finds it there, because of the pin. Without the pin nearly nobody does. To be run on servers of its own:
// `tests/support/cluster run FLAVOR --delay 1 -- rwsplit_integration [delayed]`.

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

  explicit WebServers(bool pins) {
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
      sum.honored += one.honored;
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

  std::array<Cluster, count> clusters_{Cluster{real_cluster()}, Cluster{real_cluster()}};
  std::deque<RequestRules> rules_;  // of both servers before the first step, then after it
};

/// A request with POST; gives what the browser keeps as its cookies.
std::string post_entry(Cluster& cluster, const RequestRules& rules, int id) {
  RequestScope scope{cluster, rules, rules.hints_from({.method = "POST", .path = "/entries"})};
  scope.session().execute("INSERT INTO stale_entries VALUES (?)", id);
  const auto pin = scope.response_pin();
  return pin ? "theme=dark; " + pin->name + "=" + pin->value : "theme=dark";
}

/// The request after the redirect: is the entry there?
bool sees_entry(Cluster& cluster, const RequestRules& rules, const std::string& cookies, int id) {
  RequestScope scope{cluster, rules, rules.hints_from({.method = "GET", .path = "/entries", .cookie_header = cookies})};
  return scope.session().query_one<int>("SELECT COUNT(*) FROM stale_entries WHERE id = ?", id) == 1;
}

/// One browser posts and looks, again and again, meanwhile the keys change; the answer to a post may come before a step
/// and the next request after it, and another web server answers it. Gives how often the entry was missing.
int browse(WebServers& servers, int first_id) {
  int stale = 0;
  for (int pair = 0; pair < pairs_per_browser; ++pair) {
    const int id = first_id + pair;
    const auto number = static_cast<std::size_t>(pair);
    const std::size_t server = number % WebServers::count;
    const std::size_t step = number * WebServers::steps / pairs_per_browser;
    const std::size_t next_step = std::min(step + number / 2 % 2, WebServers::steps - 1);
    const std::size_t other = WebServers::count - 1 - server;
    const std::string cookies = post_entry(servers.cluster(server), servers.rules(server, step), id);
    if (!sees_entry(servers.cluster(other), servers.rules(other, next_step), cookies, id)) ++stale;
  }
  return stale;
}

int browse_with_all(WebServers& servers) {
  std::vector<std::future<int>> browsers;
  for (int browser = 0; browser < browser_count; ++browser) {
    browsers.push_back(
        std::async(std::launch::async, [&, first = browser * pairs_per_browser] { return browse(servers, first); }));
  }
  int stale = 0;
  for (auto& browser : browsers) stale += browser.get();
  return stale;
}

std::uint64_t reads_on_replicas(WebServers& servers) {
  std::uint64_t reads = 0;
  for (std::size_t server = 0; server < WebServers::count; ++server) {
    const auto statistics = servers.cluster(server).statistics();
    for (const EngineStatistics& engine : statistics) {
      if (engine.role == Role::replica) reads += engine.statements;
    }
  }
  return reads;
}

}  // namespace

TEST_CASE("stale reads: 1,000 times a GET after a POST, and every entry is there", "[delayed][D-9][FR-27][W2][W12]") {
  const Scene scene;
  WebServers servers{true};
  const int stale = browse_with_all(servers);
  WARN(stale << " of " << pair_count << " reads after a write were stale, with the pin");
  CHECK(stale == 0);
  CHECK(servers.pins() == PinStatistics{.issued = pair_count, .honored = pair_count});
  CHECK(reads_on_replicas(servers) == 0);

  // Whoever has posted nothing reads from a replica meanwhile.
  Cluster& cluster = servers.cluster(0);
  RequestScope visitor{cluster, servers.rules(0, 0), {.method = Method::get}};
  CHECK(visitor.session().execute("SELECT id FROM stale_entries").engine != "master");
}

TEST_CASE("stale reads: without the pin nearly every entry is missing", "[delayed][D-9][FR-27]") {
  const Scene scene;
  WebServers servers{false};
  const int stale = browse_with_all(servers);
  WARN(stale << " of " << pair_count << " reads after a write were stale, without the pin");
  CHECK(stale >= pair_count * 9 / 10);
  CHECK(servers.pins() == PinStatistics{});
  CHECK(reads_on_replicas(servers) == pair_count);
}
