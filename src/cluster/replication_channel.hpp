#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace rwsplit::detail {

/// One stream of changes that a server follows, as `SHOW REPLICA STATUS` describes it.
struct ReplicationChannel {
  /// Empty: the only one, or the one without a name.
  std::string name{};
  /// Where the changes come from.
  std::string host{};
  std::uint16_t port{0};
  /// MySQL: the `server_uuid` over there; empty until it has been met.
  std::string source_uuid{};
  /// The `server_id` over there; 0 until it has been met.
  std::uint64_t source_id{0};
  bool receiving{false};
  bool applying{false};
  /// Numbers of the errors that stopped it, 0 for none. Their texts are left out: they quote rows.
  std::uint32_t receive_error{0};
  std::uint32_t apply_error{0};
  /// As the server estimates it, in whole seconds. Nothing: it cannot tell, which is not the same as 0.
  std::optional<std::chrono::seconds> lag{};
  /// How far it stays behind on purpose.
  std::chrono::seconds delay{0};
  /// False: it follows file and offset of the binary log, which tells nothing about positions (GTID).
  bool by_gtid{false};
};

}  // namespace rwsplit::detail
