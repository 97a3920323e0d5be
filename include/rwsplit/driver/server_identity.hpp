#pragma once

#include <cstdint>
#include <string>

#include <rwsplit/error/flavor.hpp>

namespace rwsplit {

/// Who answered at the other end of a connection.
struct ServerIdentity {
  Flavor flavor{Flavor::unknown};
  /// As the server states it, for instance `10.11.19-MariaDB`.
  std::string version;
  /// The server's number for this connection (`KILL` takes it); 0 where there is none.
  std::uint64_t connection_id{0};
  /// Tells this server from another one behind the same address: made from its `server_uuid` or `server_id`. 0: not
  /// known.
  std::uint32_t origin{0};
  /// A node of a Galera cluster: all of them have every change, and a read can be told to wait until this one does.
  bool galera{false};
};

}  // namespace rwsplit
