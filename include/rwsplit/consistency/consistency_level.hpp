#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// What a read on a replica promises to see.
///
/// None of it changes what a database's isolation level promises within a transaction.
enum class ConsistencyLevel : std::uint8_t {
  eventual,  ///< some state of the past; the next read may see an older one
  bounded,   ///< everything that was committed `Consistency::max_lag` before the read began
  session,   ///< what the unit of work has written and read, and what these built on: never backwards
  causal,    ///< as `session`, and what a token from elsewhere stands for
  strong,    ///< everything that was committed before the read began
};

[[nodiscard]] constexpr std::string_view to_string(ConsistencyLevel level) noexcept {
  switch (level) {
    case ConsistencyLevel::eventual: return "eventual";
    case ConsistencyLevel::bounded: return "bounded";
    case ConsistencyLevel::session: return "session";
    case ConsistencyLevel::causal: return "causal";
    case ConsistencyLevel::strong: return "strong";
  }
  return "unknown";
}

}  // namespace rwsplit
