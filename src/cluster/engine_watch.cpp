#include "cluster/engine_watch.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/pool/pool_accounting.hpp>

#include "cluster/heartbeat.hpp"

namespace rwsplit::detail {

namespace {

constexpr PoolOptions back_off_limits{.min_backoff = std::chrono::milliseconds{100},
                                      .max_backoff = std::chrono::milliseconds{1000}};

[[nodiscard]] bool has_positions(Flavor flavor) noexcept {
  switch (flavor) {
    case Flavor::mysql:
    case Flavor::mariadb: return true;
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return false;
}

}  // namespace

EngineWatch::EngineWatch(std::shared_ptr<Engine> engine, MonitorReports reports)
    : engine_{std::move(engine)}, reports_{std::move(reports)} {}

std::optional<EngineWatch::Pause> EngineWatch::look(const MonitorOptions& options, Time now, double random) {
  try {
    if (!connect()) return std::nullopt;
    switch (engine_->role()) {
      case Role::master: look_at_master(options, now); break;
      case Role::replica: look_at_replica(options, now); break;
    }
    failures_ = 0;
    return options.interval;
  } catch (...) {
    // Whatever it was: what cannot be asked is not known, and the next look tries again.
    return failed(ConnectFailure::from_current_exception(), random);
  }
}

bool EngineWatch::connect() {
  if (connection_ != nullptr) return true;
  connection_ = engine_->driver()->connect(monitor_connection(engine_->connect_options()));
  if (connection_ == nullptr) throw UsageError{"the driver returned no connection and threw nothing"};
  if (!has_positions(connection_->server().flavor)) {
    connection_.reset();
    return false;
  }
  questions_ = {};
  refused_table_.clear();
  if (std::exchange(was_connected_, true) && engine_->role() == Role::master) reports_.history->doubt();
  return true;
}

void EngineWatch::look_at_master(const MonitorOptions& options, Time now) {
  MasterRound round = reports_.history->begin_round(now);
  if (engine_->pool().closed()) return;  // it was replaced, and the round is about the next one
  MasterAnswer answer = ask_master(*connection_);
  if (seen_ && is_doubtful(*seen_, answer)) {
    reports_.history->doubt();
    ++round.doubts;  // that one the answer knows of
  }
  reports_.history->learn(round, connection_->server().origin, answer.shows);
  seen_ = std::move(answer);
  beat(options.heartbeat_table);
}

void EngineWatch::beat(const std::string& table) {
  if (table.empty() || table == refused_table_) return;
  try {
    try {
      write_heartbeat(*connection_, table);
    } catch (const ServerError& error) {
      if (error.code() != Cond::no_such_table) throw;
      make_heartbeat_table(*connection_, table);
      write_heartbeat(*connection_, table);
    }
  } catch (ServerError& error) {
    if (!error.connection_usable()) throw;
    refused_table_ = table;
    if (std::exchange(reported_table_, table) == table) return;
    error.add_context(engine_->name(), {});
    reports_.heartbeat_refused(error);
  }
}

void EngineWatch::look_at_replica(const MonitorOptions& options, Time now) {
  KnownPosition& known = engine_->known_position();
  const std::uint64_t learned = known.learned();
  const ReplicaAnswer answer = questions_.ask(*connection_, options.heartbeat_table);
  known.replace(answer.has, learned);
  reports_.publish(*engine_, {.lag = lag_of(signs_in(answer, now)), .applying = answer.applying});
}

// The history is short: what was found missing there is kept here until the replica has it. A replica without any
// position (a node of a Galera cluster) can be compared with nothing.
LagSigns EngineWatch::signs_in(const ReplicaAnswer& answer, Time now) {
  if (answer.has.empty()) {
    return {.heartbeat = answer.heartbeat, .applier = answer.applier, .estimate = answer.estimate};
  }
  const std::uint64_t doubts = reports_.history->doubts();
  const MissingPosition found = reports_.history->missing(answer.has);
  const bool still_missing = doubts == missing_doubts_ && answer.has.distance_to(missing_.position) != 0;
  if (!still_missing) missing_ = found;
  missing_doubts_ = doubts;
  LagSigns signs{.has_everything = found.comparable && missing_.position.empty(),
                 .heartbeat = answer.heartbeat,
                 .applier = answer.applier,
                 .estimate = answer.estimate};
  if (!missing_.position.empty()) signs.missing_for = std::max(now - missing_.since, Pause{0});
  return signs;
}

EngineWatch::Pause EngineWatch::failed(const ConnectFailure& failure, double random) {
  const bool lost = connection_ == nullptr || !failure.error().connection_usable() || !connection_->status().usable;
  if (lost) connection_.reset();
  if (engine_->role() == Role::replica) {
    if (lost) engine_->known_position().forget();
    reports_.publish(*engine_, {});
  }
  return pause_after(failure.kind(), failures_++, random, back_off_limits);
}

ConnectOptions monitor_connection(ConnectOptions options) {
  constexpr std::array<std::string_view, 3> limits{"connect_timeout", "read_timeout", "write_timeout"};
  auto& in_url = options.url.options;
  in_url.erase(std::remove_if(in_url.begin(), in_url.end(),
                              [&](const auto& option) {
                                return std::find(limits.begin(), limits.end(), option.first) != limits.end();
                              }),
               in_url.end());
  options.connect_timeout = EngineWatch::patience;
  options.read_timeout = EngineWatch::patience;
  options.statement_cache_size = 1;
  return options;
}

}  // namespace rwsplit::detail
