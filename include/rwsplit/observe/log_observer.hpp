#pragma once

#include <memory>

#include <spdlog/fwd.h>

#include <rwsplit/observe/observer.hpp>

namespace rwsplit {

/// Writes one debug line per decision (engine, role, reason, statement kind, digest) and one warning per pool problem.
///
/// Without a logger of the caller's it uses the registered logger `rwsplit`, made from spdlog's default logger if it
/// does not exist yet. No line holds a statement, a value or a secret.
[[nodiscard]] std::shared_ptr<Observer> log_observer(std::shared_ptr<spdlog::logger> logger = nullptr);

}  // namespace rwsplit
