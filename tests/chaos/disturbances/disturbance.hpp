#pragma once

#include <random>
#include <span>
#include <string_view>

#include "chaos/databases/servers.hpp"
#include "chaos/workloads/stage.hpp"

namespace rwsplit::chaos {

/// Something that is done to the servers while workloads run; afterwards all of them are well again.
struct Disturbance {
  std::string_view name{};
  /// Blocking: for some seconds. Throws: as `Servers`.
  void (*disturb)(Servers& servers, Stage& stage, std::mt19937_64& random){nullptr};
};

/// Those after which everything that was acknowledged is still there.
[[nodiscard]] std::span<const Disturbance> lossless_disturbances() noexcept;

/// The application and the second process learn of the present master.
void announce_master(Servers& servers, Stage& stage);

/// The master's machine is gone, with everything that no replica has; the application's replica takes its place.
void fail_over(Servers& servers, Stage& stage);

/// The dead server becomes a replica.
void rebuild_dead(Servers& servers, Servers::Index dead);

}  // namespace rwsplit::chaos
