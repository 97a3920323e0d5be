#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace rwsplit {

/// How the cluster looks after its servers: role, lag and position of each, over one connection of its own.
struct MonitorOptions {
  /// From the end of one look at a server to the next, which takes two queries at most; 0: never looks, else at least
  /// 100 ms. With the default that is at most four queries a second. Nothing is lost without looking but speed: reads
  /// then wait where they would have known.
  std::chrono::milliseconds interval{500};
  /// A replica further behind than this gets no automatic reads until it is back below half of it; 0: however far.
  std::chrono::milliseconds max_lag{0};
  /// `table` or `database.table` with a heartbeat of the master, by which replicas measure their lag better than by
  /// `Seconds_Behind_Source`. The library writes it at every look, and makes it if the account may; empty: none.
  std::string heartbeat_table{};

  friend bool operator==(const MonitorOptions&, const MonitorOptions&) = default;

  /// Throws: `ConfigError` that names the field.
  void validate() const;
};

}  // namespace rwsplit
