#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/rwsplit.hpp>

/// The SQL of the guestbook. Each function runs in the caller's session, which decides where.
namespace guestbook::store {

inline constexpr std::size_t max_author = 40;     // characters
inline constexpr std::size_t max_message = 1000;  // characters

struct Entry {
  std::int64_t id{};
  std::string author;
  std::string message;
  std::chrono::sys_seconds written_at;
};

struct AuthorCount {
  std::string author;
  std::int64_t entries{};
};

/// On the master, if they are not there yet.
void make_tables(rwsplit::RoutingSession& db, bool embedded);

[[nodiscard]] std::vector<Entry> latest(rwsplit::RoutingSession& db);
[[nodiscard]] std::int64_t count(rwsplit::RoutingSession& db);
[[nodiscard]] std::optional<Entry> find(rwsplit::RoutingSession& db, std::int64_t id);
[[nodiscard]] std::vector<AuthorCount> authors(rwsplit::RoutingSession& db);

/// Gives the new entry's number.
std::int64_t add(rwsplit::RoutingSession& db, const std::string& author, const std::string& message);
void change(rwsplit::RoutingSession& db, std::int64_t id, const std::string& message);
void remove(rwsplit::RoutingSession& db, std::int64_t id);
void clear(rwsplit::RoutingSession& db);

}  // namespace guestbook::store
