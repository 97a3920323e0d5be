#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// What an engine is to the cluster.
enum class Role : std::uint8_t {
  master,   ///< takes writes
  replica,  ///< takes plain reads only
};

[[nodiscard]] constexpr std::string_view to_string(Role role) noexcept {
  return role == Role::master ? "master" : "replica";
}

}  // namespace rwsplit
