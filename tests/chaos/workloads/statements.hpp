#pragma once

#include <string>
#include <string_view>

#include <rwsplit/rwsplit.hpp>

#include "chaos/history/quantities.hpp"

// The statements that databases spell differently.

namespace rwsplit::chaos {

[[nodiscard]] constexpr std::string_view numbered_key(Flavor flavor) noexcept {
  return flavor == Flavor::sqlite ? "INTEGER PRIMARY KEY" : "BIGINT AUTO_INCREMENT PRIMARY KEY";
}

/// To the greater value, because a statement whose answer was lost may still be under way, and must not undo a later
/// one.
inline void raise_register(RoutingSession& db, Flavor flavor, Key key, Value value) {
  if (flavor == Flavor::sqlite) {
    db.execute("UPDATE chaos_register SET v = MAX(v, ?) WHERE k = ?", value, key);
  } else {
    db.execute("UPDATE chaos_register SET v = GREATEST(v, ?) WHERE k = ?", value, key);
  }
}

inline void append_to_list(Transaction& transaction, Flavor flavor, Key key, Value value) {
  const auto text = std::to_string(value);
  if (flavor == Flavor::sqlite) {
    transaction.execute(
        "INSERT INTO chaos_list (k, vals) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET vals = vals || ',' || ?", key,
        text, text);
  } else {
    transaction.execute(
        "INSERT INTO chaos_list (k, vals) VALUES (?, ?) ON DUPLICATE KEY UPDATE vals = CONCAT(vals, ',', ?)", key, text,
        text);
  }
}

}  // namespace rwsplit::chaos
