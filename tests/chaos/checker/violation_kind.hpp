#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rwsplit::chaos {

/// What a history shows that must not be. The names of cycles are Adya's: "Weak Consistency" (1999), chapter 3.
enum class ViolationKind : std::uint8_t {
  stale_own_read,          ///< a session does not see what it wrote
  went_backwards,          ///< a session no longer sees what it saw
  token_not_honoured,      ///< a session does not see what the token stands for that it accepted
  stale_strong_read,       ///< a strong read does not see what was acknowledged before it began
  lost_append,             ///< acknowledged, and nobody ever saw it, though somebody should have
  aborted_read,            ///< G1a: somebody saw what certainly was not done
  intermediate_read,       ///< G1b: somebody saw half of an operation's appends
  duplicate_value,         ///< appended once, there twice
  unwritten_value,         ///< nobody wrote what was read
  incompatible_order,      ///< two reads of a list agree on no order of its appends
  internal_contradiction,  ///< an operation contradicts itself
  g0,                      ///< a cycle of writes
  g1c,                     ///< a cycle of writes and of reads of what was written
  g_single,                ///< a cycle with one read of what was later overwritten: not even a snapshot
  g2,                      ///< a cycle with several of them: a snapshot, but not serializable
  session_cycle,           ///< as g1c or g_single, if the order in the sessions and tokens counts as well
  unclassified_cycle,      ///< a cycle too large to tell whether it is g_single
  torn_total,              ///< the balances of one read scope do not add up
  bad_history,             ///< the recording contradicts itself: mend the workload
};

inline constexpr std::size_t violation_kind_count = static_cast<std::size_t>(ViolationKind::bad_history) + 1;

/// As the enumerator is written.
[[nodiscard]] constexpr std::string_view to_string(ViolationKind kind) noexcept {
  switch (kind) {
    case ViolationKind::stale_own_read: return "stale_own_read";
    case ViolationKind::went_backwards: return "went_backwards";
    case ViolationKind::token_not_honoured: return "token_not_honoured";
    case ViolationKind::stale_strong_read: return "stale_strong_read";
    case ViolationKind::lost_append: return "lost_append";
    case ViolationKind::aborted_read: return "aborted_read";
    case ViolationKind::intermediate_read: return "intermediate_read";
    case ViolationKind::duplicate_value: return "duplicate_value";
    case ViolationKind::unwritten_value: return "unwritten_value";
    case ViolationKind::incompatible_order: return "incompatible_order";
    case ViolationKind::internal_contradiction: return "internal_contradiction";
    case ViolationKind::g0: return "g0";
    case ViolationKind::g1c: return "g1c";
    case ViolationKind::g_single: return "g_single";
    case ViolationKind::g2: return "g2";
    case ViolationKind::session_cycle: return "session_cycle";
    case ViolationKind::unclassified_cycle: return "unclassified_cycle";
    case ViolationKind::torn_total: return "torn_total";
    case ViolationKind::bad_history: return "bad_history";
  }
  return "unknown";
}

}  // namespace rwsplit::chaos
