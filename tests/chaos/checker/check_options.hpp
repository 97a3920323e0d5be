#pragma once

#include <cstddef>
#include <optional>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// What a history is held to beyond the promises in it.
struct CheckOptions {
  /// What the balances of every operation that reads some must add up to; nullopt: balances are a bad history.
  std::optional<Value> bank_total = std::nullopt;
  /// Whether g2 is a violation: writes are SERIALIZABLE, and replicas commit in the master's order.
  bool serializable = false;
  /// How many violations are kept as text; all are counted.
  std::size_t max_texts = 20;
};

}  // namespace rwsplit::chaos
