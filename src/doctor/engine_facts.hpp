#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <rwsplit/pool/pool_options.hpp>
#include <rwsplit/routing/role.hpp>

#include "doctor/server_facts.hpp"

namespace rwsplit::doctor {

/// One engine: what the configuration wants, and what its server says.
struct EngineFacts {
  std::string name{};
  Role role{Role::replica};
  /// Share of the automatic reads.
  std::uint32_t weight{1};
  PoolOptions pool{};
  /// Host and port, path of the socket, or file; never the account or the password.
  std::string address{};
  /// Nothing that is sent there leaves this machine.
  bool on_this_machine{false};
  /// Nothing: it cannot be reached, and `failure` says why.
  std::optional<ServerFacts> server{};
  std::string failure{};
};

}  // namespace rwsplit::doctor
