#pragma once

#include <cstddef>
#include <cstdint>

#include <rwsplit/routing/candidates.hpp>

namespace rwsplit::detail {

/// Spreads any input, a plain counter included, over all 64 bits (the finalizer of SplitMix64: Steele, Lea, Flood
/// 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t bits) noexcept {
  bits += 0x9E3779B97F4A7C15U;
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31U);
}

/// A position in `candidates`, each as likely as its weight says; `random` is taken as uniform over 64 bits. Totals
/// stay below 2^26, so the remainder's bias is below 2^-38. Returns 0 when the list is empty.
[[nodiscard]] constexpr std::size_t weighted_draw(const Candidates& candidates, std::uint64_t random) noexcept {
  std::uint64_t total = 0;
  for (const Candidate& candidate : candidates) total += candidate.weight;
  if (total == 0) return 0;
  std::uint64_t rest = random % total;
  std::size_t position = 0;
  while (rest >= candidates[position].weight) rest -= candidates[position++].weight;
  return position;
}

/// Whether `a` has fewer connections on loan than `b` for its weight.
[[nodiscard]] constexpr bool less_loaded(const Candidate& a, const Candidate& b) noexcept {
  return std::uint64_t{a.load} * b.weight < std::uint64_t{b.load} * a.weight;
}

}  // namespace rwsplit::detail
