// expect: not_a_plain_read_it_changes_data
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

auto control(rwsplit::Transaction& tx) { return tx.query<AuditLine>("SELECT id FROM audit"); }

#ifdef MUST_FAIL
auto must_fail(rwsplit::Transaction& tx) { return tx.query<AuditLine>("REPLACE INTO audit VALUES (1) RETURNING id"); }
#endif
