#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <rwsplit/rwsplit.hpp>

namespace guestbook {

/// Tells how far an engine is behind the master, without any privilege: the time is written on the master now and then,
/// and read on the engine. Both times are this machine's, so that clocks that differ do no harm; the answer is as exact
/// as the beats are frequent.
///
/// Thread safety: one thread at a time.
class Heartbeat {
 public:
  /// Makes the table on the master.
  explicit Heartbeat(rwsplit::Cluster& cluster);

  /// Writes the time on the master.
  void beat();

  /// Between the last beat and the newest one that the engine has; nothing while it has none.
  [[nodiscard]] std::optional<std::chrono::milliseconds> lag_of(std::string_view engine);

 private:
  rwsplit::Cluster& cluster_;
  std::int64_t last_beat_{0};  // milliseconds since 1970
};

}  // namespace guestbook
