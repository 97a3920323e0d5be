// expect: not_a_plain_read_it_changes_data
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

auto control(rwsplit::RoutingSession& db) { return db.query<AuditLine>("SELECT id FROM audit WHERE id = ?", 1); }

#ifdef MUST_FAIL
auto must_fail(rwsplit::RoutingSession& db) {
  return db.query<AuditLine>("DELETE FROM audit WHERE id = ? RETURNING id", 1);
}
#endif
