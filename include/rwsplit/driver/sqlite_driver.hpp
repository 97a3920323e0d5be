#pragma once

#include <memory>

#include <rwsplit/driver/driver.hpp>

namespace rwsplit {

/// The embedded default: `sqlite:` URLs. One writer connection is the master, read-only connections to the same WAL database are replicas.
///
/// Thread safety: safe; every call returns the same driver.
[[nodiscard]] std::shared_ptr<Driver> sqlite_driver();

}  // namespace rwsplit
