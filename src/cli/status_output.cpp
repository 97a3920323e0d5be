#include "cli/status_output.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/reasons.hpp"
#include "driver/server_release.hpp"

namespace rwsplit::cli {

namespace {

using doctor::EngineFacts;
using doctor::ServerFacts;
using Json = nlohmann::ordered_json;

constexpr std::size_t columns = 8;
using Row = std::array<std::string, columns>;
constexpr std::string_view unknown = "?";
constexpr std::string_view none = "-";

[[nodiscard]] std::string_view product(Flavor flavor) noexcept {
  switch (flavor) {
    case Flavor::mysql: return "MySQL";
    case Flavor::mariadb: return "MariaDB";
    case Flavor::sqlite: return "SQLite";
    case Flavor::unknown: break;
  }
  return "unknown";
}

/// `MariaDB 10.11.19`, without what a distribution adds.
[[nodiscard]] std::string server_of(const ServerFacts& server) {
  const auto release = detail::release_of(server.probe.version);
  return fmt::format("{} {}.{}.{}", product(server.probe.flavor), release.major, release.minor, release.patch);
}

/// What it works as, if that is not what it was configured as; SQLite's connections are what they are opened as.
[[nodiscard]] std::string role_of(const EngineFacts& engine) {
  const auto actual = engine.server ? detail::role_of(engine.server->probe) : std::nullopt;
  if (!actual || *actual == engine.role) return std::string{to_string(engine.role)};
  return fmt::format("{}, works as {}", to_string(engine.role), to_string(*actual));
}

/// Of a replica; nothing if it is not known, or there is no such thing.
[[nodiscard]] std::optional<std::chrono::seconds> lag_of(const EngineFacts& engine) {
  if (engine.role == Role::master || !engine.server) return std::nullopt;
  return detail::lag_of(engine.server->probe);
}

/// Nothing also where it is known in whole seconds only.
[[nodiscard]] std::optional<std::chrono::milliseconds> precise_lag_of(const EngineFacts& engine) {
  return engine.role == Role::replica && engine.server ? engine.server->lag : std::nullopt;
}

[[nodiscard]] std::string lag_text(const EngineFacts& engine) {
  if (engine.role == Role::master) return std::string{none};
  if (const auto precise = precise_lag_of(engine)) return fmt::format("{} ms", precise->count());
  const auto lag = lag_of(engine);
  return lag ? fmt::format("{} s", lag->count()) : std::string{unknown};
}

[[nodiscard]] std::string use_text(const EngineFacts& engine) {
  if (!engine.server || !engine.server->use) return fmt::format("at most {}", engine.pool.max_size);
  const auto& use = *engine.server->use;
  return fmt::format("{} busy, {} idle, at most {}", use.working, use.idle, engine.pool.max_size);
}

[[nodiscard]] Row row_of(const EngineFacts& engine) {
  return {engine.name,
          role_of(engine),
          engine.server ? server_of(*engine.server) : std::string{unknown},
          engine.address,
          engine.server ? "yes" : "NO",
          lag_text(engine),
          engine.weight > 0 ? std::to_string(engine.weight) : std::string{none},
          use_text(engine)};
}

void append_rows(std::string& text, const std::vector<Row>& rows) {
  std::array<std::size_t, columns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < columns; ++i) text += fmt::format("{:<{}}  ", row[i], widths[i]);
    text.append(row.back()).push_back('\n');
  }
}

[[nodiscard]] Json json_of(const ServerFacts& server) {
  const auto actual = detail::role_of(server.probe);
  return {{"flavor", to_string(server.probe.flavor)},
          {"version", server.probe.version},
          {"works_as", actual ? Json(to_string(*actual)) : Json{}},
          {"read_only", server.probe.read_only ? Json(*server.probe.read_only) : Json{}},
          {"position", server.probe.applied.empty() ? Json{} : Json(server.probe.applied)},
          {"connections", server.use ? Json{{"busy", server.use->working}, {"idle", server.use->idle}} : Json{}}};
}

[[nodiscard]] Json json_of(const EngineFacts& engine) {
  const auto lag = lag_of(engine);
  const auto precise = precise_lag_of(engine);
  return {{"engine", engine.name},
          {"role", to_string(engine.role)},
          {"address", engine.address},
          {"reachable", engine.server.has_value()},
          {"failure", engine.server ? Json{} : Json(engine.failure)},
          {"lag_seconds", lag ? Json(lag->count()) : Json{}},
          {"lag_milliseconds", precise ? Json(precise->count()) : Json{}},
          {"weight", engine.weight},
          {"pool", {{"min_idle", engine.pool.min_idle}, {"max_size", engine.pool.max_size}}},
          {"server", engine.server ? json_of(*engine.server) : Json{}}};
}

}  // namespace

std::string status_table(const doctor::ClusterFacts& facts) {
  std::vector<Row> rows{{"ENGINE", "ROLE", "SERVER", "ADDRESS", "REACHABLE", "LAG", "WEIGHT", "CONNECTIONS"}};
  for (const EngineFacts& engine : facts.engines) {
    rows.push_back(row_of(engine));
    for (std::string& cell : rows.back()) cell = printable(cell);
  }
  std::string text;
  append_rows(text, rows);
  for (const EngineFacts& engine : facts.engines) {
    if (!engine.server) text += fmt::format("{}: {}\n", printable(engine.name), printable(engine.failure));
  }
  return text;
}

std::string status_json(const doctor::ClusterFacts& facts) {
  Json engines = Json::array();
  for (const EngineFacts& engine : facts.engines) engines.push_back(json_of(engine));
  const Json object{{"engines", std::move(engines)}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rwsplit::cli
