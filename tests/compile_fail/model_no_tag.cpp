// expect: specialize rwsplit::model<Row>
#include <cstdint>

#include <rwsplit/session/routing_session.hpp>

struct AuditLine {
  std::int64_t id{};
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

auto control() { return rwsplit::tag_of<AuditLine>(); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::tag_of<int>(); }
#endif
