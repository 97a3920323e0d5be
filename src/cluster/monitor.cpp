#include "cluster/monitor.hpp"

#include <random>
#include <utility>

namespace rwsplit::detail {

Monitor::Monitor(std::shared_ptr<Engine> engine, MonitorOptions options, MonitorReports reports)
    : engine_{std::move(engine)}, watch_{engine_, std::move(reports)}, options_{std::move(options)}, thread_{[this] {
        run();
      }} {}

Monitor::~Monitor() {
  stop();
  thread_.join();
}

void Monitor::configure(const MonitorOptions& options) {
  const MutexLock lock{mutex_};
  if (options_ == options) return;
  options_ = options;
  due_ = true;
  changed_.notify_one();
}

void Monitor::stop() noexcept {
  const MutexLock lock{mutex_};
  stopping_ = true;
  changed_.notify_one();
}

void Monitor::run() {
  look_on();
  watch_.disconnect();
  ended_.store(true, std::memory_order_release);
}

void Monitor::look_on() {
  std::minstd_rand engine{std::random_device{}()};
  std::uniform_real_distribution<double> random{0.0, 1.0};
  while (const auto options = next_options()) {
    const auto pause = watch_.look(*options, Clock::now(), random(engine));
    if (!pause) return;
    rest(*pause);
  }
}

std::optional<MonitorOptions> Monitor::next_options() {
  const MutexLock lock{mutex_};
  due_ = false;
  if (stopping_) return std::nullopt;
  return options_;
}

// Counted from the end of a look: a server that is slow to answer is asked less often.
void Monitor::rest(Clock::duration pause) {
  const auto until = Clock::now() + pause;
  const MutexLock lock{mutex_};
  while (!stopping_ && !due_) {
    if (!changed_.wait_until(mutex_, until)) return;
  }
}

}  // namespace rwsplit::detail
