#include "cluster/former_masters.hpp"

#include <algorithm>
#include <chrono>

#include "cluster/engine_watch.hpp"
#include "cluster/position_questions.hpp"

namespace rwsplit::detail {

void FormerMasters::add(const Engine& engine, std::uint32_t origin) {
  if (origin == 0) return;
  const MutexLock lock{mutex_};
  // It may have been reached in another way before, which need not work any more.
  for (Server& server : servers_) {
    if (server.origin == origin) server = {};
  }
  servers_[next_ % servers_.size()] = {
      .origin = origin, .driver = engine.driver(), .options = monitor_connection(engine.connect_options())};
  ++next_;
}

std::optional<Position> FormerMasters::ask(std::uint32_t origin, std::uint64_t round, MasterHistory& history) {
  const MutexLock lock{mutex_};
  if (origin == 0) return std::nullopt;
  if (const auto known = history.after(round, origin)) return known;  // somebody has asked meanwhile
  const auto server = std::find_if(servers_.begin(), servers_.end(), [&](const Server& candidate) {
    return candidate.origin == origin && candidate.driver != nullptr;
  });
  if (server == servers_.end()) return std::nullopt;
  const MasterRound asked = history.begin_round(std::chrono::steady_clock::now());
  try {
    const auto connection = server->driver->connect(server->options);
    if (connection != nullptr && connection->server().origin == origin) {
      Position shows = ask_position(*connection).shows;
      history.learn_former(asked, origin, shows);
      return shows;
    }
  } catch (...) {
    // Sessions that cannot prove what they have seen are told, see CausalTokenLost. A user's driver may throw anything.
  }
  *server = {};
  return std::nullopt;
}

}  // namespace rwsplit::detail
