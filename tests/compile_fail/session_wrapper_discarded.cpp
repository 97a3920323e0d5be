// expect: nodiscard
#include <rwsplit/session/with_replica.hpp>

void report(rwsplit::RoutingSession& db);

void control(rwsplit::RoutingSession& db) { rwsplit::with_replica(report)(db); }

#ifdef MUST_FAIL
void must_fail() { rwsplit::with_replica(report); }
#endif
