#include "store.hpp"

namespace guestbook::store {

void make_tables(rwsplit::RoutingSession& db, bool embedded) {
  // Automatic keys are the one thing here that SQLite and MySQL spell differently.
  if (embedded) {
    db.execute(
        "CREATE TABLE IF NOT EXISTS guestbook_entry (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " author VARCHAR(40) NOT NULL, message VARCHAR(1000) NOT NULL, written_at DATETIME NOT NULL)");
  } else {
    db.execute(
        "CREATE TABLE IF NOT EXISTS guestbook_entry (id BIGINT AUTO_INCREMENT PRIMARY KEY,"
        " author VARCHAR(40) NOT NULL, message VARCHAR(1000) NOT NULL, written_at DATETIME NOT NULL)");
  }
}

std::vector<Entry> latest(rwsplit::RoutingSession& db) {
  return db.query<Entry>("SELECT id, author, message, written_at FROM guestbook_entry ORDER BY id DESC LIMIT 50")
      .to_vector();
}

std::int64_t count(rwsplit::RoutingSession& db) {
  return db.query_one<std::int64_t>("SELECT count(*) FROM guestbook_entry");
}

std::optional<Entry> find(rwsplit::RoutingSession& db, std::int64_t id) {
  return db.query_optional<Entry>("SELECT id, author, message, written_at FROM guestbook_entry WHERE id = ?", id);
}

std::vector<AuthorCount> authors(rwsplit::RoutingSession& db) {
  return db
      .query<AuthorCount>("SELECT author, count(*) FROM guestbook_entry GROUP BY author ORDER BY count(*) DESC, author")
      .to_vector();
}

std::int64_t add(rwsplit::RoutingSession& db, const std::string& author, const std::string& message) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto done =
      db.execute("INSERT INTO guestbook_entry (author, message, written_at) VALUES (?, ?, ?)", author, message, now);
  return static_cast<std::int64_t>(done.last_insert_id);
}

void change(rwsplit::RoutingSession& db, std::int64_t id, const std::string& message) {
  db.execute("UPDATE guestbook_entry SET message = ? WHERE id = ?", message, id);
}

void remove(rwsplit::RoutingSession& db, std::int64_t id) {
  db.execute("DELETE FROM guestbook_entry WHERE id = ?", id);
}

void clear(rwsplit::RoutingSession& db) { db.execute("DELETE FROM guestbook_entry"); }

}  // namespace guestbook::store
