// expect: not_a_plain_read_it_takes_locks
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

auto control(rwsplit::RoutingSession& db) { return db.query_one<AuditLine>("SELECT id FROM audit"); }

#ifdef MUST_FAIL
auto must_fail(rwsplit::RoutingSession& db) { return db.query_one<AuditLine>("SELECT id FROM audit FOR UPDATE"); }
#endif
