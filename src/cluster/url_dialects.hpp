#pragma once

#include <string_view>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/sql/dialect.hpp>

namespace rwsplit::detail {

/// The dialects a URL's scheme stands for; all of them for the scheme of a user's own driver.
[[nodiscard]] DialectSet dialects_of_url(std::string_view url);

/// The dialects of all engines together.
[[nodiscard]] DialectSet dialects_of_urls(const ClusterConfig& config);

/// Throws: `ConfigError` when there is no dialect at all, or an engine whose URL stands for none of them.
void check_dialects(DialectSet dialects, const ClusterConfig& config);

}  // namespace rwsplit::detail
