#pragma once

#include <map>
#include <string>
#include <string_view>

#include <rwsplit/routing/named_target.hpp>

namespace rwsplit {

/// Orders names without regard to the case of ASCII letters, as table names are compared on most systems.
struct NameLess {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view left, std::string_view right) const noexcept;
};

/// Where what has a name (a tag, a table) is read.
using NamedTargets = std::map<std::string, NamedTarget, NameLess>;

}  // namespace rwsplit
