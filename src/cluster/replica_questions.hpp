#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/driver/connection.hpp>

namespace rwsplit::detail {

/// What a replica answers in one look; see `LagSigns`.
struct ReplicaAnswer {
  Position has{};
  /// False: it is known to apply no changes.
  bool applying{true};
  std::optional<std::chrono::microseconds> heartbeat{};
  std::optional<std::chrono::microseconds> applier{};
  std::optional<std::chrono::seconds> estimate{};
};

/// What a monitor asks a replica over one connection, in two queries. What the account may not see it asks for once
/// (the heartbeat, whose table may still come: less and less often).
class ReplicaQuestions {
 public:
  /// Blocking: two round trips, the first time a few more. Throws: `ServerError`, `ConnectionError`.
  [[nodiscard]] ReplicaAnswer ask(Connection& connection, std::string_view heartbeat_table);

  /// The last answer had timestamps: a lag in milliseconds without a heartbeat.
  [[nodiscard]] bool has_timestamps() const noexcept { return source_ == Source::timestamps; }

 private:
  /// Where the state of its replication comes from.
  enum class Source : std::uint8_t {
    unknown,     ///< nobody has asked yet
    timestamps,  ///< MySQL's performance_schema, which has timestamps
    channels,    ///< SHOW REPLICA STATUS, in whole seconds
    hidden,      ///< the account may see neither
  };

  void ask_position(Connection& connection, std::string_view heartbeat_table, ReplicaAnswer& answer);
  [[nodiscard]] bool ask_with_heartbeat(Connection& connection, std::string_view table, ReplicaAnswer& answer);
  void ask_replication(Connection& connection, ReplicaAnswer& answer);
  [[nodiscard]] bool ask_timestamps(Connection& connection, ReplicaAnswer& answer);
  [[nodiscard]] bool ask_channels(Connection& connection, ReplicaAnswer& answer);

  Source source_{Source::unknown};
  /// Looks until the heartbeat is asked for again, and how many it will be after the next refusal.
  unsigned heartbeat_pause_{0};
  unsigned next_heartbeat_pause_{1};
};

}  // namespace rwsplit::detail
