#include <cstdint>
#include <string>
#include <string_view>

#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/sql/classify.hpp>

// Constants in every way in which a program hands them to a session.

struct AuditLine {
  std::string text;
};
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};

constexpr rwsplit::ReadSql name_by_id = rwsplit::read_sql("SELECT name FROM post WHERE id = ?");

std::string use_literals(rwsplit::RoutingSession& db, std::int64_t id) {
  db.execute("INSERT INTO post(id, name) VALUES (?, ?)", id, "a 'name'");
  db.execute(rwsplit::write_sql("UPDATE post SET name = concat(name, ?) WHERE id = ?"), "b", id);
  db.using_engine("master").execute("DELETE FROM post WHERE id < ?", id);
  const auto count = db.query_one<std::int64_t>("/* rwsplit: replica */ SELECT count(*) FROM post");
  return db.query_one<std::string>(name_by_id, count);
}

std::string use_parameter(rwsplit::RoutingSession& db, const rwsplit::ReadSql& sql, std::int64_t id) {
  return db.query_one<std::string>(rwsplit::runtime_sql(sql), id);
}

std::string use_read_only_model(rwsplit::RoutingSession& db, std::int64_t id) {
  std::string text = db.query_one<AuditLine>("SELECT text FROM audit WHERE id = ?", id).text;
  for (const AuditLine& line : db.stream<AuditLine>(rwsplit::read_sql("SELECT text FROM audit"))) text += line.text;
  return text + db.using_engine("master").query_one<AuditLine>(name_by_id, id).text;
}

#ifdef MUST_FAIL
bool is_read(std::string_view text) { return rwsplit::classify(text).is_plain_read(); }
#endif
