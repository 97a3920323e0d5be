// expect: not_a_plain_read_it_changes_data
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

void control(rwsplit::RoutingSession& db) { auto rows = db.stream<AuditLine>("SELECT id FROM audit"); }

#ifdef MUST_FAIL
void must_fail(rwsplit::RoutingSession& db) {
  auto rows = db.stream<AuditLine>("UPDATE audit SET id = 1 RETURNING id");
}
#endif
