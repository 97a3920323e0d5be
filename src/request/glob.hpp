#pragma once

#include <string_view>

namespace rwsplit::detail {

/// Whether the glob of a `PathRule`, of at most `PathRules::max_glob` characters, stands for the whole path.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view path) noexcept;

}  // namespace rwsplit::detail
