#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "cluster/reply_text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedies.hpp"
#include "doctor/server_identity.hpp"

namespace rwsplit::doctor {

namespace {

void check_pair(const EngineFacts& first, const EngineFacts& second, Findings& findings) {
  if (!first.server || !second.server) return;
  if (is_same_server(*first.server, *second.server)) {
    const bool master = first.role == Role::master;
    findings.add(master ? Severity::error : Severity::warning, Check::same_server, second,
                 fmt::format("It is the same server as {}, under another name: {}.", first.name,
                             master ? "its reads burden the master, and it is no copy to fall back on"
                                    : "one that fails takes both names with it, and it gets the reads of two"),
                 master ? fmt::format("take it out, or give it same_as = \"{}\" in the place of a URL, so that both "
                                      "names share one pool",
                                      first.name)
                        : fmt::format("take one of them out, and raise the weight of {} if it is to have more reads",
                                      first.name));
    return;
  }
  const std::string_view id = first.server->variable("server_id");
  if (id.empty() || id != second.server->variable("server_id")) return;
  findings.add(
      Severity::error, Check::same_server_id, second,
      fmt::format("Its server_id is {}, as that of {}: each takes changes of the other for its own and leaves "
                  "them out.",
                  id, first.name),
      "give each server its own server_id, for instance in its configuration file, and start replication anew");
}

/// The most connections that this account may have there.
[[nodiscard]] std::optional<std::uint64_t> connection_limit(const ServerFacts& server) {
  const auto limit = detail::number_in(server.variable("max_connections"));
  const auto of_account = detail::number_in(server.variable("max_user_connections"));
  if (!limit || !of_account || *of_account == 0) return limit;
  return std::min(*limit, *of_account);
}

void check_pools(const EngineFacts& engine, const ClusterFacts& facts, const Expectations& expectations,
                 Findings& findings) {
  const auto limit = connection_limit(*engine.server);
  if (!limit) return;
  std::uint64_t wanted = 0;
  for (const EngineFacts& other : facts.engines) {
    if (&other == &engine || (other.server && is_same_server(*engine.server, *other.server))) {
      wanted += other.pool.max_size;
    }
  }
  wanted *= expectations.processes;
  if (wanted <= *limit) return;
  findings.add(Severity::warning, Check::max_connections, engine,
               fmt::format("The pools of {} may open {} connections, and the server accepts {}: under load, connecting "
                           "fails for whoever comes last.",
                           expectations.processes == 1 ? std::string{"one process"}
                                                       : fmt::format("{} processes", expectations.processes),
                           wanted, *limit),
               fmt::format("lower pool.max_size, or: {}",
                           set_for_good(*engine.server, "max_connections", std::to_string(wanted + wanted / 4 + 10))));
}

}  // namespace

void check_servers(const ClusterFacts& facts, const Expectations& expectations, Findings& findings) {
  for (auto second = facts.engines.begin(); second != facts.engines.end(); ++second) {
    for (auto first = facts.engines.begin(); first != second; ++first) check_pair(*first, *second, findings);
  }
  std::set<std::string> seen;
  for (const EngineFacts& engine : facts.engines) {
    if (engine.server && seen.insert(server_identity(*engine.server)).second) {
      check_pools(engine, facts, expectations, findings);
    }
  }
}

}  // namespace rwsplit::doctor
