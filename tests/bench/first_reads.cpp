#include "bench/first_reads.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include <rwsplit/rwsplit.hpp>

#include "bench/test_posts.hpp"

namespace rwsplit::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// Long enough for a replica to have applied a write, and for its threads to sleep again.
constexpr std::chrono::milliseconds rest{3};

/// Of one session at a time.
class WaitWatch final : public Observer {
 public:
  void on_decision(const RouteEvent&) noexcept override {}
  void on_wait(const WaitEvent& event) noexcept override { waited_ += event.waited; }

  /// In microseconds, since it was last asked.
  [[nodiscard]] double take() noexcept {
    return static_cast<double>(std::exchange(waited_, std::chrono::microseconds{0}).count());
  }

 private:
  std::chrono::microseconds waited_{0};
};

struct Series {
  std::vector<double> waited{};
  std::vector<double> added{};
  std::vector<double> null_difference{};
  std::vector<double> read{};
};

class Measurement {
 public:
  explicit Measurement(const std::vector<std::string>& urls) : cluster_{observed(urls, watch_)} {}

  void write_and_read(std::int32_t number) {
    const std::int64_t id = number % post_count + 1;
    RoutingSession db{cluster_};
    set_views(db, id, number);
    static_cast<void>(watch_->take());
    std::array<double, 3> took{};
    for (double& each : took) each = read(db, id, number);
    series_.waited.push_back(watch_->take());
    series_.added.push_back(took[0] - took[1]);
    series_.null_difference.push_back(took[1] - took[2]);
    series_.read.push_back(took[1]);
    ++(db.last_decision().role == Role::replica ? result_.on_replicas : result_.on_master);
  }

  /// Forgets what was measured so far.
  void begin() {
    series_ = {};
    result_ = {};
  }

  [[nodiscard]] FirstReads result() const {
    FirstReads result = result_;
    result.waited = Tail::of(series_.waited);
    result.added = Tail::of(series_.added);
    result.null_difference = Tail::of(series_.null_difference);
    result.read = Tail::of(series_.read);
    return result;
  }

 private:
  static ClusterConfig observed(const std::vector<std::string>& urls, const std::shared_ptr<WaitWatch>& watch) {
    ClusterConfig config = cluster_of(urls, urls.size() - 1, 1);
    config.observers = {watch};
    return config;
  }

  double read(RoutingSession& db, std::int64_t id, std::int32_t expected) {
    const Clock::time_point begin = Clock::now();
    const std::int32_t views = views_of(db, id);
    const std::chrono::duration<double, std::micro> took = Clock::now() - begin;
    if (views != expected) ++result_.stale;
    return took.count();
  }

  std::shared_ptr<WaitWatch> watch_{std::make_shared<WaitWatch>()};
  Cluster cluster_;
  Series series_;
  FirstReads result_;
};

}  // namespace

FirstReads measure_first_reads(const std::vector<std::string>& urls, std::size_t writes) {
  constexpr std::int32_t to_warm_up = 20;  // connections and prepared statements
  Measurement measurement{urls};
  std::int32_t number = 0;
  const auto next = [&] {
    std::this_thread::sleep_for(rest);
    measurement.write_and_read(++number);
  };
  while (number < to_warm_up) next();
  measurement.begin();
  for (std::size_t i = 0; i < writes; ++i) next();
  return measurement.result();
}

}  // namespace rwsplit::bench
