#include "heartbeat.hpp"

#include <algorithm>

namespace guestbook {

Heartbeat::Heartbeat(rwsplit::Cluster& cluster) : cluster_{cluster} {
  rwsplit::RoutingSession db{cluster_};
  db.execute("CREATE TABLE IF NOT EXISTS guestbook_heartbeat (id INT PRIMARY KEY, beat BIGINT NOT NULL)");
  db.execute("DELETE FROM guestbook_heartbeat");
  db.execute("INSERT INTO guestbook_heartbeat (id, beat) VALUES (1, 0)");
  beat();
}

void Heartbeat::beat() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t beat = std::chrono::floor<std::chrono::milliseconds>(now).count();
  rwsplit::RoutingSession{cluster_}.execute("UPDATE guestbook_heartbeat SET beat = ? WHERE id = 1", beat);
  last_beat_ = beat;
}

std::optional<std::chrono::milliseconds> Heartbeat::lag_of(std::string_view engine) {
  rwsplit::RoutingSession db{cluster_};
  const auto seen =
      db.using_engine(engine).query_optional<std::int64_t>("SELECT beat FROM guestbook_heartbeat WHERE beat > 0");
  if (!seen) return std::nullopt;
  return std::chrono::milliseconds{std::max<std::int64_t>(0, last_beat_ - *seen)};
}

}  // namespace guestbook
