// expect: no match
#include <rwsplit/session/with_master.hpp>

int control(rwsplit::RoutingSession& db) {
  auto count = rwsplit::with_master([calls = 0](rwsplit::RoutingSession&) mutable { return ++calls; });
  return count(db);
}

#ifdef MUST_FAIL
int must_fail(rwsplit::RoutingSession& db) {
  const auto count = rwsplit::with_master([calls = 0](rwsplit::RoutingSession&) mutable { return ++calls; });
  return count(db);
}
#endif
