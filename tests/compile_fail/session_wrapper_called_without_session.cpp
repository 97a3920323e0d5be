// expect: no match
#include <rwsplit/session/with_master.hpp>

int load(rwsplit::RoutingSession& db, int id);

int control(rwsplit::RoutingSession& db) { return rwsplit::with_master(load)(db, 7); }

#ifdef MUST_FAIL
int must_fail() { return rwsplit::with_master(load)(7); }
#endif
