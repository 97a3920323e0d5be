#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "doctor/checks.hpp"
#include "doctor/remedies.hpp"
#include "driver/server_release.hpp"

namespace rwsplit::doctor {

namespace {

/// A setting by which the same statement means something else.
struct Setting {
  std::string_view name;
  /// What it is called in older versions.
  std::string_view older_name;
  std::string_view consequence;
  bool can_be_set;
};

constexpr std::array<Setting, 7> settings{
    {{"sql_mode", "", "the same text may be read differently, and the same value accepted or refused", true},
     {"character_set_server", "", "databases and columns made without one get another character set", true},
     {"collation_server", "", "comparisons without a collation of their own may sort and match differently", true},
     {"default_collation_for_utf8mb4", "", "comparisons of literals may sort and match differently", true},
     {"character_set_collations", "", "comparisons of literals may sort and match differently", true},
     {"transaction_isolation", "tx_isolation", "a transaction sees other changes, depending on where it runs", true},
     {"lower_case_table_names", "", "a table may be found by a name on one server and not on the other", false}}};

/// Null where there is no such setting.
[[nodiscard]] const std::string* value_of(const ServerFacts& server, const Setting& setting) {
  for (const std::string_view name : {setting.name, setting.older_name}) {
    const auto found = server.variables.find(name);
    if (!name.empty() && found != server.variables.end()) return &found->second;
  }
  return nullptr;
}

[[nodiscard]] std::string_view name_there(const ServerFacts& server, const Setting& setting) {
  return server.variables.count(setting.name) > 0 ? setting.name : setting.older_name;
}

void check_setting(const Setting& setting, const ServerFacts& master, const EngineFacts& engine,
                   const ServerFacts& server, Findings& findings) {
  const std::string* const here = value_of(server, setting);
  const std::string* const there = value_of(master, setting);
  if (here == nullptr || there == nullptr || *here == *there) return;
  findings.add(Severity::warning, Check::different_setting, engine,
               fmt::format("{} is {} and on the master {}: {}.", name_there(server, setting), quoted(*here),
                           quoted(*there), setting.consequence),
               setting.can_be_set ? set_for_good(server, name_there(server, setting), quoted(*there))
                                  : "it is chosen when a server's data are made: set up this server anew with the "
                                    "master's value in its configuration file");
}

/// The name behind SYSTEM.
[[nodiscard]] std::string_view time_zone_of(const ServerFacts& server) {
  const std::string_view name = server.variable("time_zone");
  return name == "SYSTEM" ? server.variable("system_time_zone") : name;
}

void check_time_zone(const ServerFacts& master, const EngineFacts& engine, const ServerFacts& server,
                     Findings& findings) {
  if (!server.time_zone || !master.time_zone) return;
  const bool differ_now = *server.time_zone != *master.time_zone;
  if (!differ_now && time_zone_of(server) == time_zone_of(master)) return;
  findings.add(
      differ_now ? Severity::error : Severity::note, Check::time_zone, engine,
      fmt::format("Sessions are in the time zone {}, on the master in {}: {}.", time_zone_of(server),
                  time_zone_of(master),
                  differ_now ? "NOW() and every TIMESTAMP column read differently here"
                             : "at present they agree, which may end with the next change to or from summer time"),
      set_for_good(server, "time_zone", "'+00:00'") + " on every server, or the same zone on each");
}

void check_version(const ServerFacts& master, const EngineFacts& engine, const ServerFacts& server,
                   Findings& findings) {
  if (server.probe.version == master.probe.version) return;
  const auto here = detail::release_of(server.probe.version);
  const auto there = detail::release_of(master.probe.version);
  const bool older = here.major < there.major || (here.major == there.major && here.minor < there.minor);
  findings.add(older ? Severity::warning : Severity::note, Check::different_version, engine,
               fmt::format("The server is version {}, the master {}: {}.", server.probe.version, master.probe.version,
                           older ? "a replica older than its master may stop at the first change it does not know"
                                 : "statements may be read differently"),
               older ? "upgrade the replicas first, the master last" : "nothing, if an upgrade is under way");
}

}  // namespace

void check_difference(const EngineFacts& master, const EngineFacts& replica, Findings& findings) {
  if (!master.server || !replica.server) return;
  const ServerFacts& there = *master.server;
  const ServerFacts& here = *replica.server;
  if (there.probe.flavor != here.probe.flavor) {
    findings.add(
        Severity::warning, Check::different_flavor, replica,
        fmt::format("The server is {}, the master {}: the same statement may mean something else, and positions "
                    "cannot be compared.",
                    to_string(here.probe.flavor), to_string(there.probe.flavor)),
        "use one kind of server in a cluster");
    return;
  }
  for (const Setting& setting : settings) check_setting(setting, there, replica, here, findings);
  check_time_zone(there, replica, here, findings);
  check_version(there, replica, here, findings);
}

}  // namespace rwsplit::doctor
