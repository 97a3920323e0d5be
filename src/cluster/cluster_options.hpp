#pragma once

#include <string_view>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>

#include "config/known_keys.hpp"
#include "config/option.hpp"
#include "config/option_info.hpp"

namespace rwsplit::detail {

/// The tables that everything about options of a cluster is made from: what is read, what is refused, and the page that
/// lists them. A test fails when a struct has a field that is in no table.
[[nodiscard]] const OptionTable<PoolOptions>& pool_options_table();
/// `master.` and `replicas.NAME.`; a pool has its own table.
[[nodiscard]] const OptionTable<EngineConfig>& engine_options_table();
[[nodiscard]] const OptionTable<ClusterConfig>& cluster_options_table();
/// With `consistency` in each key.
[[nodiscard]] const OptionTable<Consistency>& consistency_options_table();
/// `monitor.`
[[nodiscard]] const OptionTable<MonitorOptions>& monitor_options_table();

/// Fields that only code can give.
[[nodiscard]] std::vector<std::string_view> engine_code_only();
[[nodiscard]] std::vector<std::string_view> cluster_code_only();
[[nodiscard]] std::vector<std::string_view> consistency_code_only();

/// Every key under which something about a cluster may be written, SQLAlchemy's spellings as well.
[[nodiscard]] KnownKeys cluster_keys();

/// The rows of the page.
[[nodiscard]] std::vector<OptionInfo> cluster_option_infos();

}  // namespace rwsplit::detail
