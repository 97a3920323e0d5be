// expect: not_a_plain_read_it_calls_an_unknown_function
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

auto control(rwsplit::RoutingSession& db) {
  return db.query_optional<AuditLine>(rwsplit::runtime_sql("SELECT next_id()"));
}

#ifdef MUST_FAIL
auto must_fail(rwsplit::RoutingSession& db) { return db.query_optional<AuditLine>("SELECT next_id()"); }
#endif
