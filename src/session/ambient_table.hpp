#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/session/ambient_scope.hpp>
#include <rwsplit/session/scope_key.hpp>

#include "session/ambient_session.hpp"

namespace rwsplit::detail {

/// Every ambient session of the process, by scope key: which scopes are open there, and which sessions in each of them.
///
/// Sessions are made and ended outside of it: what is taken out belongs to the caller. It is in shards, so that threads
/// that work in different scopes rarely meet.
/// Thread safety: all members.
class AmbientTable {
 public:
  /// Never destroyed: threads may end after static objects have.
  [[nodiscard]] static AmbientTable& instance();

  void open_scope(ScopeKey key, AmbientScope& scope);

  /// The innermost scope, or null outside of any.
  [[nodiscard]] AmbientScope* innermost(ScopeKey key);
  /// The registry's session in the innermost scope, or null.
  [[nodiscard]] RoutingSession* find(ScopeKey key, const SessionRegistry& registry);
  /// Puts a session into a scope, or beside all scopes if that is null.
  void add(ScopeKey key, AmbientScope* scope, AmbientSessions session);

  /// The registry's session in the innermost scope, if there is one.
  [[nodiscard]] AmbientSessions take(ScopeKey key, const SessionRegistry& registry) noexcept;
  /// A scope that ends.
  [[nodiscard]] AmbientSessions take_scope(ScopeKey key, const AmbientScope& scope) noexcept;
  /// A thread that ends.
  [[nodiscard]] AmbientSessions take_all(ScopeKey key) noexcept;
  /// A registry that ends.
  [[nodiscard]] AmbientSessions take_all(const SessionRegistry& registry) noexcept;

  /// Sessions in it, of every thread and registry.
  [[nodiscard]] std::size_t size();

 private:
  /// The sessions that were opened in one scope, or beside all scopes if that is null.
  struct Frame {
    AmbientScope* scope;
    AmbientSessions sessions{};
  };
  /// Outermost first; what was opened beside all scopes, if anything, is the first.
  using Frames = std::vector<Frame>;

  struct Hash {
    [[nodiscard]] std::size_t operator()(ScopeKey key) const noexcept;
  };
  struct Shard {
    Mutex mutex;
    std::unordered_map<ScopeKey, Frames, Hash> scopes RWSPLIT_GUARDED_BY(mutex);
  };

  [[nodiscard]] Shard& shard_of(ScopeKey key) noexcept;
  /// No scope is open and no session is left.
  [[nodiscard]] static bool is_over(const Frames& frames) noexcept;

  std::array<Shard, 16> shards_;
};

}  // namespace rwsplit::detail
