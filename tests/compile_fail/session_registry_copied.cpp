// expect: deleted
#include <rwsplit/session/scoped_session.hpp>

void control(rwsplit::ScopedSession& registry) {
  const rwsplit::ScopedSession& same = registry;
  static_cast<void>(same);
}

#ifdef MUST_FAIL
void must_fail(rwsplit::ScopedSession& registry) {
  rwsplit::ScopedSession copy = registry;
  static_cast<void>(copy);
}
#endif
