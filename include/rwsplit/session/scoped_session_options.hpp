#pragma once

#include <rwsplit/session/outside_scope.hpp>
#include <rwsplit/session/scope_key.hpp>
#include <rwsplit/session/session_options.hpp>

namespace rwsplit {

/// How a `ScopedSession` makes its sessions.
struct ScopedSessionOptions {
  /// For the sessions that no options are given for.
  SessionOptions session{};
  /// Where sessions read that are opened while no request is in progress.
  OutsideScope outside_scope{OutsideScope::master};
  /// What one scope is. Empty: each thread is one. It has to be the same as that of the requests around it.
  ScopeKeyFunction scope_key{};
};

}  // namespace rwsplit
