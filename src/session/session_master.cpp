#include <string>
#include <string_view>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/row/codecs.hpp>
#include <rwsplit/session/routing_session.hpp>

// What a session can be asked about the master itself.

namespace rwsplit {

namespace {

// Newer MariaDB versions have more than two values, all but OFF refuse writes: compare with what means "off".
bool variable_is_on(Connection& master) {
  const Reply reply = master.execute("SELECT CAST(@@GLOBAL.read_only AS CHAR)", {});
  if (reply.rows.empty())
    throw ConversionError{"the server answered a question about @@GLOBAL.read_only without a row"};
  const std::string value = Codec<std::string>::decode(reply.rows.at(0, 0));
  return value != "0" && value != "OFF";
}

// A database without such a variable is asked by beginning a transaction that could write.
bool refuses_to_begin(Connection& master) {
  if (master.status().in_transaction) return false;
  try {
    master.begin(TransactionMode::read_write);
  } catch (const ServerError& error) {
    if (error.code() == Cond::read_only) return true;
    throw;
  }
  master.rollback();
  return false;
}

bool is_read_only(Connection& master) {
  switch (master.server().flavor) {
    case Flavor::mysql:
    case Flavor::mariadb: return variable_is_on(master);
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return refuses_to_begin(master);
}

}  // namespace

bool RoutingSession::master_is_read_only(SourceLocation where) {
  refresh();
  Engine& master = *snapshot_->engines[master_index];
  // While this session has the master's connection there may be no second one, for instance with SQLite.
  const bool ask_held = held_ && held_->owner == &master && held_->stream == nullptr;
  if (!ask_held && !master.pool().reachable()) return true;
  try {
    if (ask_held) return is_read_only(*held_->lease);
    const Lease lease = master.pool().acquire(where);
    return is_read_only(*lease);
  } catch (ConnectionError& error) {
    master.pool().suspect();
    if (!ask_held) return true;
    lose_held();
    error.add_context(master.name(), where);
    throw;
  } catch (Error& error) {
    const bool was_replaced = !ask_held && master.pool().closed();
    if (was_replaced) return master_is_read_only(where);
    error.add_context(master.name(), where);
    throw;
  }
}

}  // namespace rwsplit
