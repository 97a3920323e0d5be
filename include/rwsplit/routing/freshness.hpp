#pragma once

#include <cstdint>

#include <rwsplit/consistency/freshness_fallback.hpp>

namespace rwsplit {

/// Which engines have what a read must see, as far as that is known without asking them; one bit per index.
struct Freshness {
  /// False: any replica will do, and nothing else here counts.
  bool required{false};
  /// These have it for certain.
  std::uint64_t known{0};
  /// These do not have it and will not have it in time: replication is stopped there or too far behind, or a wait was
  /// in vain.
  std::uint64_t behind{0};
  /// Of the rest, those that were nearest when they were last asked; 0: all alike.
  std::uint64_t nearest{0};
  FreshnessFallback fallback{FreshnessFallback::next_replica};

  friend bool operator==(const Freshness&, const Freshness&) = default;
};

}  // namespace rwsplit
