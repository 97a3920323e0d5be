#include <rwsplit/cluster/monitor_options.hpp>

#include <rwsplit/error/config_error.hpp>

#include "cluster/heartbeat.hpp"

namespace rwsplit {

void MonitorOptions::validate() const {
  constexpr std::chrono::milliseconds shortest{100};
  if (interval.count() != 0 && interval < shortest) {
    throw ConfigError{"monitor.interval: must be at least 100 ms, or 0 to look at no server"};
  }
  if (max_lag.count() < 0) throw ConfigError{"monitor.max_lag: must not be negative; 0 lets replicas lag however far"};
  // Not shown: whatever it is, it was not meant to be text of a statement.
  if (!heartbeat_table.empty() && !detail::is_table_name(heartbeat_table)) {
    throw ConfigError{
        "monitor.heartbeat_table: must be `table` or `database.table` of letters, digits, `_` and `$` only"};
  }
}

}  // namespace rwsplit
