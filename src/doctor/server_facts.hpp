#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/engine_probe.hpp"
#include "doctor/privileges.hpp"

namespace rwsplit::doctor {

/// Settings of a server by their names in small letters; of SQLite: `file` and `journal_mode`.
using Variables = std::map<std::string, std::string, std::less<>>;

/// Connections that one account has open on a server, without the one that asks.
struct ConnectionUse {
  std::size_t working{0};
  std::size_t idle{0};
};

/// How a server's clock differs from that of this machine.
struct ClockReading {
  /// Positive: the server's is ahead.
  std::chrono::milliseconds ahead{0};
  /// Half the time that asking took: the difference may be that much larger or smaller.
  std::chrono::milliseconds uncertainty{0};
};

/// Something that a server would not tell.
struct Unanswered {
  /// What was asked for: "the privileges of the account".
  std::string what{};
  /// The number of the server's error.
  int error{0};
};

/// The heartbeat as one server has it.
struct HeartbeatReading {
  /// Of its table; as the configuration names it.
  std::string table{};
  /// The number of the server's error, 0 for none.
  int error{0};
  /// Nothing: nobody has written it yet.
  std::optional<std::chrono::milliseconds> age{};
};

/// What one server says about itself. What it does not say is missing, and `unanswered` has the reason.
struct ServerFacts {
  detail::EngineProbe probe{};
  Variables variables{};
  /// As the server knows it: `app@%`.
  std::string account{};
  std::optional<Privileges> privileges{};
  std::optional<ConnectionUse> use{};
  std::optional<ClockReading> clock{};
  /// What a new session adds to UTC.
  std::optional<std::chrono::seconds> time_zone{};
  std::optional<bool> encrypted{};
  /// How far a replica is behind, where that is known better than in whole seconds.
  std::optional<std::chrono::milliseconds> lag{};
  /// Of a replica on MySQL: whether the account may see the timestamps of replication.
  std::optional<bool> sees_timestamps{};
  /// With a heartbeat in the configuration: what became of reading it.
  std::optional<HeartbeatReading> heartbeat{};
  std::vector<Unanswered> unanswered{};

  /// Empty if there is no such setting.
  [[nodiscard]] std::string_view variable(std::string_view name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string_view{} : std::string_view{found->second};
  }
};

}  // namespace rwsplit::doctor
