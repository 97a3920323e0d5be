#pragma once

#include <string>

#include "session_consistency_scene.hpp"
#include "support/catch_shim.hpp"

// What the tests of consistency do with a session: they write, and look where it reads.

namespace rwsplit::testing {

inline constexpr Flavor both_flavors[] = {Flavor::mariadb, Flavor::mysql};

inline constexpr const char* fresh = "replica1: by statement";
inline constexpr const char* too_late = "master: no fresh replica";
inline constexpr const char* unknown = "master: has written";

inline void write(Executor& executor) { static_cast<void>(executor.execute("UPDATE t SET a = 1")); }
[[nodiscard]] inline std::string place(Executor& executor) { return executor.query_one<std::string>("SELECT name"); }

/// Where a read went and why, as "engine: reason".
[[nodiscard]] inline std::string route(RoutingSession& db) {
  const std::string engine = place(db);
  CHECK(db.last_decision().engine_name == engine);
  return engine + ": " + std::string{to_string(db.last_decision().reason)};
}
[[nodiscard]] inline std::string route_with(RoutingSession& db, const Consistency& consistency) {
  BoundSession bound = db.with({.consistency = patient(consistency)});
  const std::string engine = place(bound);
  return engine + ": " + std::string{to_string(db.last_decision().reason)};
}

}  // namespace rwsplit::testing
