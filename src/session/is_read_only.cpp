#include "session/is_read_only.hpp"

#include <string>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/row/codecs.hpp>

namespace rwsplit::detail {

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

}  // namespace

bool is_read_only(Connection& master) {
  switch (master.server().flavor) {
    case Flavor::mysql:
    case Flavor::mariadb: return variable_is_on(master);
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return refuses_to_begin(master);
}

}  // namespace rwsplit::detail
