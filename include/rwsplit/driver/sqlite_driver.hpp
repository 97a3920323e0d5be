#pragma once

#include <memory>

#include <rwsplit/driver/driver.hpp>

namespace rwsplit {

/// The embedded default: `sqlite:/path/app.db`. One writer connection is the master, read-only connections to the same
/// WAL database are replicas.
///
/// SQLite has one writer at a time, so the master's pool holds one connection and writers queue for it. URL options:
/// `busy_timeout` (5 s; how long to wait for another process that writes), `read_timeout`, `statement_cache`.
/// Thread safety: safe; every call returns the same driver.
[[nodiscard]] std::shared_ptr<Driver> sqlite_driver();

}  // namespace rwsplit
