#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/driver/connection_status.hpp>
#include <rwsplit/row/value.hpp>
#include <rwsplit/sql/session_effect.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// What keeps a session's connection, and until when: told of every statement that succeeded there, it knows what is
/// still on the connection. In doubt it keeps it, because giving up state too early is wrong and too late is only slow.
///
/// Named state (locks, temporary tables, handlers, prepared statements) ends with the statement that names it; the rest
/// with what its comment in `SessionEffect` says, or not before the session.
/// Thread safety: none, it belongs to one session. Owns no memory while nothing has a name.
class SessionPins {
 public:
  /// `effects` are those of the statement's that pin; `status` is what the reply said.
  void learn(const Statement& statement, std::span<const Value> parameters, SessionEffects effects,
             bool was_in_transaction, ConnectionStatus status);

  /// This one is over, whatever the statements were.
  void forget(SessionEffect effect) noexcept { unnamed_.remove(effect); }

  /// Why the connection is kept.
  [[nodiscard]] SessionEffects reasons() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return unnamed_.empty() && named_.empty(); }

 private:
  struct Named {
    SessionEffect effect;
    std::string name;
    std::uint32_t times;
  };

  void learn_ends(const Statement& statement, std::span<const Value> parameters);
  void learn_end_of_one_shot(const StatementInfo& info, bool was_in_transaction, bool in_transaction) noexcept;
  void add(SessionEffect effect, std::string_view text, std::span<const Value> parameters);
  void end(SessionEffect effect, SessionEffect ending, const Statement& statement, std::span<const Value> parameters);
  void remove_all(SessionEffect effect) noexcept;
  void forget_names(SessionEffect effect) noexcept;
  [[nodiscard]] bool has_named(SessionEffect effect) const noexcept;

  SessionEffects unnamed_{};
  std::vector<Named> named_{};
};

}  // namespace rwsplit::detail
