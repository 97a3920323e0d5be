#pragma once

#include <functional>
#include <string>

#include "chaos/workloads/tables.hpp"

namespace rwsplit::chaos {

/// A part of the run with rows, workers and a verdict of its own.
struct Phase {
  std::string name{};
  /// What is done meanwhile; it ends the phase.
  std::function<void(Tables&)> action{};
  /// Whether acknowledged writes of the workers get lost: then only registers can be judged.
  bool loses_writes = false;
  /// What was read there last nobody can prove then, and sessions may be told of a loss.
  bool master_dies = false;
};

}  // namespace rwsplit::chaos
