#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// That one operation comes before another.
struct Dependency {
  /// Why. Bits, so that a search can follow several.
  enum Kind : std::uint8_t {
    write_write = 1,  ///< the second appended right behind the first
    write_read = 2,   ///< the second saw what the first appended as the last value
    read_write = 4,   ///< the first did not see what the second appended
    order = 8,        ///< of the session, or by a token that was handed over
  };

  std::size_t from = 0;  ///< events
  std::size_t to = 0;
  Kind kind = order;
  Key list = 0;
};

[[nodiscard]] constexpr std::string_view to_string(Dependency::Kind kind) noexcept {
  switch (kind) {
    case Dependency::write_write: return "ww";
    case Dependency::write_read: return "wr";
    case Dependency::read_write: return "rw";
    case Dependency::order: return "order";
  }
  return "";
}

}  // namespace rwsplit::chaos
