// expect: UseMaster
#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/use_master.hpp>

void control(rwsplit::Cluster& cluster) {
  rwsplit::ScopedSession registry{cluster};
  const rwsplit::UseMaster on_master{registry};
}

#ifdef MUST_FAIL
void must_fail(rwsplit::Cluster& cluster) { const rwsplit::UseMaster on_master{rwsplit::ScopedSession{cluster}}; }
#endif
