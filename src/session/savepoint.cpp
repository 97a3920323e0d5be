#include <rwsplit/session/savepoint.hpp>

#include <string>

#include <rwsplit/error/error.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/transaction.hpp>

namespace rwsplit {

namespace {

std::string savepoint_sql(const char* action, std::uint64_t number) {
  return action + (" rwsplit_" + std::to_string(number));
}

}  // namespace

Savepoint::Savepoint(Transaction& transaction, SourceLocation where)
    : transaction_{transaction}, where_{where}, number_{++transaction.savepoints_} {
  transaction_.execute(runtime_sql(savepoint_sql("SAVEPOINT", number_), where));
}

Savepoint::~Savepoint() {
  if (!open_ || !transaction_.is_open()) return;
  try {
    rollback();
  } catch (...) {
    // Whatever it was: the work it should have undone may still be there: it must not be committed with the rest.
    transaction_.session_.lose_held();
  }
}

void Savepoint::release() {
  transaction_.execute(runtime_sql(savepoint_sql("RELEASE SAVEPOINT", number_), where_));
  open_ = false;
}

void Savepoint::rollback() {
  transaction_.execute(runtime_sql(savepoint_sql("ROLLBACK TO SAVEPOINT", number_), where_));
  transaction_.execute(runtime_sql(savepoint_sql("RELEASE SAVEPOINT", number_), where_));
  open_ = false;
}

}  // namespace rwsplit
