#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// The settings a session has made (SET NAMES, SET time_zone, USE …), in the order in which they are to be made again
/// on another connection. Bounded; a setting that replaces one before it takes its place at the end.
///
/// Thread safety: none, it belongs to one session. Owns no memory while it is empty.
class SettingsLedger {
 public:
  static constexpr std::size_t max_settings = 32;
  static constexpr std::size_t max_text = 1024;

  [[nodiscard]] bool empty() const noexcept { return settings_.empty(); }
  /// Whether `add` would take it.
  [[nodiscard]] bool has_room_for(const Statement& statement) const noexcept;
  /// Requires room, and a statement for which `can_be_repeated`.
  void add(const Statement& statement);
  /// The texts, first to last.
  [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return settings_; }

 private:
  [[nodiscard]] std::size_t place_of(const Statement& statement) const noexcept;

  /// What a later setting replaces: it is of the same shape (digest), or it is USE, or SET ROLE.
  struct Subject {
    std::uint64_t digest;
    SessionEffects effects;
  };
  std::vector<std::string> settings_{};
  std::vector<Subject> subjects_{};
};

}  // namespace rwsplit::detail
