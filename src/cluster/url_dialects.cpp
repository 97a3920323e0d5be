#include "cluster/url_dialects.hpp"

#include <algorithm>
#include <string>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit::detail {

namespace {

[[nodiscard]] std::string names_of(DialectSet dialects) {
  std::string names;
  for (const Dialect dialect : {Dialect::mysql, Dialect::mariadb, Dialect::sqlite}) {
    if (!dialects.has(dialect)) continue;
    names += names.empty() ? "" : ", ";
    names += to_string(dialect);
  }
  return names;
}

void check_dialects_of(const EngineConfig& engine, const char* name, DialectSet dialects) {
  const DialectSet spoken = dialects_of_url(engine.url);
  if (!(dialects & spoken).empty()) return;
  throw ConfigError{"dialects: engine \"" + std::string{name} + "\" speaks " + names_of(spoken) +
                    " by its URL, and dialects has only " + names_of(dialects)};
}

}  // namespace

DialectSet dialects_of_url(std::string_view url) {
  std::string scheme{url.substr(0, url.find(':'))};
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  // A server is what it is, whichever of its two names the URL has.
  if (scheme == "mysql" || scheme == "mariadb") return {Dialect::mysql, Dialect::mariadb};
  if (scheme == "sqlite") return {Dialect::sqlite};
  return all_dialects;
}

DialectSet dialects_of_urls(const ClusterConfig& config) {
  DialectSet dialects = dialects_of_url(config.master.url);
  for (const EngineConfig& replica : config.replicas) dialects = dialects | dialects_of_url(replica.url);
  return dialects;
}

void check_dialects(DialectSet dialects, const ClusterConfig& config) {
  if (dialects.empty()) throw ConfigError{"dialects: none is named; leave the field out to go by the URLs"};
  check_dialects_of(config.master, "master", dialects);
  for (const EngineConfig& replica : config.replicas) check_dialects_of(replica, replica.name.c_str(), dialects);
}

}  // namespace rwsplit::detail
