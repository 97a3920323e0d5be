#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/driver/connection.hpp>

namespace rwsplit::detail {

/// What a master answers in one look.
struct MasterAnswer {
  /// Tells it from another one behind the same address.
  std::string server{};
  /// Seconds since it was started; nothing: it does not say.
  std::optional<std::uint64_t> uptime{};
  /// All that any read so far can have shown.
  Position shows{};
};

/// Whether transactions may have been lost between two looks: another server answers, it was started again, or it does
/// not have any more what it had.
[[nodiscard]] bool is_doubtful(const MasterAnswer& before, const MasterAnswer& now) noexcept;

/// Blocking: one round trip. Throws: `ServerError`, `ConnectionError`.
[[nodiscard]] MasterAnswer ask_master(Connection& connection);

}  // namespace rwsplit::detail
