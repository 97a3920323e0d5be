#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// Whether the same call may be made again without risk of doing it twice, and where.
enum class Retry : std::uint8_t {
  never,            ///< it would fail again, or could take effect twice
  same_connection,  ///< nothing happened and the connection is fine
  new_connection,   ///< nothing happened; another connection or engine is needed
  transaction,      ///< only the whole transaction from its beginning
};

[[nodiscard]] constexpr std::string_view to_string(Retry retry) noexcept {
  switch (retry) {
    case Retry::never: return "never";
    case Retry::same_connection: return "same connection";
    case Retry::new_connection: return "new connection";
    case Retry::transaction: return "transaction";
  }
  return "never";
}

}  // namespace rwsplit
