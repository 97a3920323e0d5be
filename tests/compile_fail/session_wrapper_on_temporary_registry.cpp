// expect: with_master
#include <rwsplit/session/with_master.hpp>

int control(rwsplit::Cluster& cluster) {
  rwsplit::ScopedSession registry{cluster};
  return rwsplit::with_master(registry, [] { return 1; })();
}

#ifdef MUST_FAIL
int must_fail(rwsplit::Cluster& cluster) {
  return rwsplit::with_master(rwsplit::ScopedSession{cluster}, [] { return 1; })();
}
#endif
