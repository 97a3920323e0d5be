#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "session/is_read_only.hpp"

// What a session can be asked about the master itself.

namespace rwsplit {

bool RoutingSession::master_is_read_only(SourceLocation where) {
  refresh();
  Engine& master = *snapshot_->engines[master_index];
  // While this session has the master's connection there may be no second one, for instance with SQLite.
  const bool ask_held = held_ && held_->owner == &master && held_->stream == nullptr;
  if (!ask_held && !master.pool().reachable()) return true;
  try {
    if (ask_held) return detail::is_read_only(*held_->lease);
    const Lease lease = master.pool().acquire(where);
    return detail::is_read_only(*lease);
  } catch (ConnectionError& error) {
    if (!ask_held && master.pool().closed()) return master_is_read_only(where);
    master.pool().suspect();
    if (!ask_held) return true;
    lose_held();
    error.add_context(master.name(), where);
    throw;
  } catch (Error& error) {
    if (!ask_held && master.pool().closed()) return master_is_read_only(where);
    error.add_context(master.name(), where);
    throw;
  }
}

}  // namespace rwsplit
