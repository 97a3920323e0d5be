#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <rwsplit/routing/candidates.hpp>

namespace rwsplit::detail {

[[nodiscard]] constexpr std::uint64_t total_weight(const Candidates& candidates) noexcept {
  std::uint64_t total = 0;
  for (const Candidate& candidate : candidates) total += candidate.weight;
  return total;
}

/// How many turns each candidate has had already.
using Turns = std::array<std::uint64_t, Topology::max_engines>;

/// The candidate whose next turn, number `turns`, is due first; the earlier one in the list if several are.
[[nodiscard]] constexpr std::size_t next_due(const Candidates& candidates, const Turns& turns) noexcept {
  std::size_t first = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    // (2 * turns + 1) / (2 * weight), compared without dividing
    const std::uint64_t mine = (2 * turns[i] + 1) * candidates[first].weight;
    const std::uint64_t best = (2 * turns[first] + 1) * candidates[i].weight;
    if (mine < best) first = i;
  }
  return first;
}

/// Whose turn `ticket` is, as a position in `candidates`; 0 when the list is empty.
///
/// Per round of `total` tickets, a candidate's turn number k (from 0) is due at `(k + 1/2) * total / weight`: its turns
/// lie evenly, and there are exactly `weight` of them. The tickets of a round follow the order of these times. At any
/// time the turns due so far differ from that time by half a turn per candidate at most, so counting starts half a
/// turn per candidate before the ticket, and at most as many turns as there are candidates remain to be walked through.
[[nodiscard]] constexpr std::size_t weighted_turn(const Candidates& candidates, std::uint64_t ticket) noexcept {
  if (candidates.empty()) return 0;
  const std::uint64_t total = total_weight(candidates);
  const std::uint64_t twice = 2 * (ticket % total);
  const std::uint64_t twice_start = twice > candidates.size() ? twice - candidates.size() : 0;

  Turns turns{};
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    turns[i] = (candidates[i].weight * twice_start + total) / (2 * total);
    given += turns[i];
  }
  std::size_t due = next_due(candidates, turns);
  for (; given < ticket % total; ++given) {
    ++turns[due];
    due = next_due(candidates, turns);
  }
  return due;
}

}  // namespace rwsplit::detail
