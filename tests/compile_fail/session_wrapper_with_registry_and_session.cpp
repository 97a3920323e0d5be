// expect: no match
#include <rwsplit/session/with_engine.hpp>

int load(rwsplit::RoutingSession& db);

int control(rwsplit::ScopedSession& registry) {
  return rwsplit::with_engine(registry, "replica1", [&] { return load(registry()); })();
}

#ifdef MUST_FAIL
int must_fail(rwsplit::ScopedSession& registry) { return rwsplit::with_engine(registry, "replica1", load)(); }
#endif
