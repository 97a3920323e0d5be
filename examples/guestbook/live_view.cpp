#include "live_view.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace guestbook {

namespace {

nlohmann::json milliseconds_or_null(const LiveView::Lag& lag) {
  return lag ? nlohmann::json(lag->count()) : nlohmann::json(nullptr);
}

nlohmann::json describe(const rwsplit::EngineStatistics& engine) {
  return {{"name", engine.name},
          {"role", engine.role == rwsplit::Role::master ? "master" : "replica"},
          {"reachable", engine.reachable},
          {"statements", engine.statements},
          {"connections",
           {{"in_use", engine.pool.in_use},
            {"idle", engine.pool.idle},
            {"total", engine.pool.total},
            {"waiting", engine.pool.waiting}}}};
}

}  // namespace

LiveView::LiveView(rwsplit::Cluster& cluster, Heartbeat& heartbeat) : cluster_{cluster}, heartbeat_{heartbeat} {
  for (const rwsplit::EngineStatistics& engine : cluster_.statistics()) own_.push_back(engine.statements);
  thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
}

void LiveView::watch(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, stop, interval, [] { return false; });
    if (stop.stop_requested()) return;
    lock.unlock();  // servers may take their time
    Sample sample = take_sample();
    lock.lock();
    samples_.push_back(std::move(sample));
    if (samples_.size() > kept) samples_.pop_front();
  }
}

LiveView::Sample LiveView::take_sample() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  Sample sample{.at = std::chrono::floor<std::chrono::milliseconds>(now).count()};
  const std::vector<rwsplit::EngineStatistics> engines = cluster_.statistics();
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const std::uint64_t all = engines[i].statements;
    sample.engines.push_back({.statements = all - std::min(all, own_[i]), .lag = measure_lag(engines[i], own_[i])});
  }
  beat();
  return sample;
}

// Before the next beat: a replica that is not behind has the last one.
LiveView::Lag LiveView::measure_lag(const rwsplit::EngineStatistics& engine, std::uint64_t& own) try {
  if (engine.role == rwsplit::Role::master) return std::nullopt;
  const Lag lag = heartbeat_.lag_of(engine.name);
  ++own;
  return lag;
} catch (const rwsplit::Error&) {
  return std::nullopt;  // not to be reached: the table shows it
}

void LiveView::beat() try {
  heartbeat_.beat();
  ++own_.front();
} catch (const rwsplit::Error&) {
  // The master cannot be reached: the table shows it, and the next beat tries again.
}

double LiveView::per_second(std::size_t sample, std::size_t engine) const {
  const Sample& newer = samples_[sample];
  const Sample& older = samples_[sample - std::min(sample, averaged)];
  const auto ran = newer.engines[engine].statements - older.engines[engine].statements;
  const auto milliseconds = std::max<std::int64_t>(1, newer.at - older.at);
  return 1000.0 * static_cast<double>(ran) / static_cast<double>(milliseconds);
}

std::string LiveView::json() const {
  nlohmann::json engines = nlohmann::json::array();
  for (const rwsplit::EngineStatistics& engine : cluster_.statistics()) engines.push_back(describe(engine));
  nlohmann::json samples = nlohmann::json::array();
  const std::scoped_lock lock{mutex_};
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    nlohmann::json rates = nlohmann::json::array();
    nlohmann::json lags = nlohmann::json::array();
    for (std::size_t engine = 0; engine < samples_[i].engines.size(); ++engine) {
      rates.push_back(per_second(i, engine));
      lags.push_back(milliseconds_or_null(samples_[i].engines[engine].lag));
    }
    samples.push_back({{"at", samples_[i].at}, {"per_second", rates}, {"lag_ms", lags}});
  }
  return nlohmann::json{{"interval_ms", interval.count()}, {"engines", engines}, {"samples", samples}}.dump();
}

LiveView::Lag LiveView::worst_lag() const {
  const std::scoped_lock lock{mutex_};
  Lag worst;
  if (samples_.empty()) return worst;
  for (const EngineSample& engine : samples_.back().engines) worst = std::max(worst, engine.lag);
  return worst;
}

}  // namespace guestbook
