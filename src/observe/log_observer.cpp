#include <rwsplit/observe/log_observer.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "routing/effect_words.hpp"

namespace rwsplit {

namespace {

std::shared_ptr<spdlog::logger> library_logger() {
  constexpr const char* name = "rwsplit";
  if (auto existing = spdlog::get(name)) return existing;
  const auto model = spdlog::default_logger();  // null after spdlog::shutdown()
  auto made = model ? model->clone(name) : std::make_shared<spdlog::logger>(name);
  try {
    spdlog::register_logger(made);
  } catch (const spdlog::spdlog_ex&) {  // another thread was faster
    if (auto existing = spdlog::get(name)) return existing;
  }
  return made;
}

std::string_view engine_of(const RouteDecision& decision) {
  return decision.engine_name.empty() ? to_string(decision.role) : decision.engine_name;
}

std::string_view prefix_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::run: return "";
    case Verdict::read_only_violation: return "refused, read-only: ";
    case Verdict::unavailable: return "refused, unavailable: ";
    case Verdict::administration: return "refused, administration: ";
  }
  return "";
}

std::string pins_of(const RouteDecision& decision) {
  const std::string kept = detail::kept_by(decision.pinned_by);
  return kept.empty() ? kept : ": " + kept;
}

// spdlog reports what its sinks throw by itself, so that logging never throws.
class LogObserver final : public Observer {
 public:
  explicit LogObserver(std::shared_ptr<spdlog::logger> logger) : logger_{std::move(logger)} {}

  void on_decision(const RouteEvent& event) noexcept override {
    if (!logger_->should_log(spdlog::level::debug)) return;
    const RouteDecision& decision = event.decision;
    logger_->debug("{}engine={} role={} reason=\"{}{}\" kind=\"{}\" digest={:016x}", prefix_of(decision.verdict),
                   engine_of(decision), to_string(decision.role), to_string(decision.reason), pins_of(decision),
                   to_string(event.kind), event.digest);
  }

  void on_refused_by_replica(const RouteEvent& event) noexcept override {
    logger_->warn(
        "{} refused as a write what was read as a plain read (digest {:016x}, run at {}:{}); it runs on the master now "
        "and from now on",
        engine_of(event.decision), event.digest, event.where.file(), event.where.line());
  }

  void on_errant_write(const RouteEvent& event) noexcept override {
    logger_->error(
        "errant write: a statement (digest {:016x}, run at {}:{}) has changed replica {}, which the master does not "
        "know of; replication may break there",
        event.digest, event.where.file(), event.where.line(), engine_of(event.decision));
  }

  // Once per statement, as long as no other takes its place in the memory of this observer.
  void on_unknown_hint(const HintEvent& event) noexcept override {
    std::atomic<std::uint64_t>& seen = warned_[event.digest % warned_.size()];
    if (seen.exchange(event.digest, std::memory_order_relaxed) == event.digest) return;
    logger_->warn(
        "the hint of a statement (digest {:016x}, run at {}:{}) is not understood from byte {} on; known are master, "
        "replica, engine=NAME, consistency=eventual|session|strong",
        event.digest, event.where.file(), event.where.line(), event.offset);
  }

  void on_writes_dropped(std::size_t count) noexcept override {
    logger_->warn("a session ended with {} queued writes that were never flushed; they are dropped", count);
  }

  void on_heartbeat_refused(const Error& error) noexcept override {
    logger_->warn("the heartbeat is not written: {}", error.what());
  }

  void on_pool_event(const PoolEvent& event) noexcept override {
    switch (event.kind) {
      case PoolEvent::Kind::connected:
        if (event.failures == 0) {
          logger_->debug("pool {}: connected", event.pool);
        } else {
          logger_->info("pool {}: connected after {} failures", event.pool, event.failures);
        }
        return;
      case PoolEvent::Kind::connect_failed:  // an outage is one warning, not one a second
        logger_->log(event.failures <= 1 ? spdlog::level::warn : spdlog::level::debug, "pool {}: {}", event.pool,
                     event.error == nullptr ? "connect failed" : event.error->what());
        return;
      case PoolEvent::Kind::leak_suspected:
        logger_->warn("pool {}: a connection is on loan for {} ms, taken at {}:{}", event.pool, event.age.count(),
                      event.where.file(), event.where.line());
        return;
      case PoolEvent::Kind::leak_returned:
        logger_->info("pool {}: the connection taken at {}:{} came back after {} ms", event.pool, event.where.file(),
                      event.where.line(), event.age.count());
        return;
    }
  }

 private:
  const std::shared_ptr<spdlog::logger> logger_;
  std::array<std::atomic<std::uint64_t>, 256> warned_{};
};

}  // namespace

std::shared_ptr<Observer> log_observer(std::shared_ptr<spdlog::logger> logger) {
  return std::make_shared<LogObserver>(logger ? std::move(logger) : library_logger());
}

}  // namespace rwsplit
