#pragma once

#include <string_view>
#include <vector>

#include <rwsplit/config/setting.hpp>

namespace rwsplit::detail {

/// The settings of a TOML text, in the order of its lines. Throws: `ConfigError` with the line.
[[nodiscard]] std::vector<Setting> toml_settings(std::string_view text, std::string_view name);

}  // namespace rwsplit::detail
