#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/config/setting.hpp>

namespace rwsplit::detail {

/// The variables of this process whose names begin with the prefix.
[[nodiscard]] std::map<std::string, std::string> process_variables(std::string_view prefix);

/// The settings of variables; those whose names do not begin with the prefix, and empty ones, count as not set.
/// Throws: `ConfigError`.
[[nodiscard]] std::vector<Setting> variable_settings(const std::map<std::string, std::string>& variables,
                                                     std::string_view prefix);

}  // namespace rwsplit::detail
