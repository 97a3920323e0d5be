// expect: deleted
#include <rwsplit/request/request_scope.hpp>

void control(rwsplit::Cluster& cluster) {
  const rwsplit::RequestRules rules;
  const rwsplit::RequestScope scope{cluster, rules, {.method = rwsplit::Method::get}};
}

#ifdef MUST_FAIL
void must_fail(rwsplit::Cluster& cluster) {
  const rwsplit::RequestScope scope{cluster, rwsplit::RequestRules{}, {.method = rwsplit::Method::get}};
}
#endif
