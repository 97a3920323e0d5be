#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/config/setting.hpp>

namespace rwsplit::detail {

/// The settings of a text of lines `key = value`, see `Settings::add_properties_file`. Throws: `ConfigError`.
[[nodiscard]] std::vector<Setting> properties_settings(std::string_view text, std::string_view name,
                                                       std::string_view prefix);

/// The key without the prefix, or empty if it does not begin with it; `app` and `app.` are the same prefix.
[[nodiscard]] std::string_view without_prefix(std::string_view key, std::string_view prefix) noexcept;

/// Without blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace rwsplit::detail
