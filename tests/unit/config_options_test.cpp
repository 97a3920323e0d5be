#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/request_options.hpp>

#include "cluster/cluster_options.hpp"
#include "request/request_settings.hpp"
#include "support/catch_shim.hpp"
#include "support/field_count.hpp"

namespace rwsplit {
namespace {

using testing::field_count;

/// For each option a value that is not its default, and what it is printed as.
struct Sample {
  std::string key;
  std::string text;
  std::string printed;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{
      {"pool.min_idle", "3", "3"},
      {"pool.max_size", "7", "7"},
      {"pool.acquire_timeout", "1500ms", "1500ms"},
      {"pool.idle_timeout", "3000", "3s"},
      {"pool.max_lifetime", "2h", "2h"},
      {"pool.keep_alive", "0", "0"},
      {"pool.leak_threshold", "1d", "1d"},
      {"pool.min_backoff", "20ms", "20ms"},
      {"pool.max_backoff", "1m", "1m"},
      {"connect_timeout", "250", "250ms"},
      {"read_timeout", "30s", "30s"},
      {"master_accepts_reads", "yes", "true"},
      {"on_replica_write", "promote", "promote"},
      {"replica_fallback", "error", "error"},
      {"token_lifetime", "90s", "90s"},
      {"consistency", "strong", "strong"},
      {"consistency_max_lag", "50", "50ms"},
      {"consistency_wait", "0", "0"},
      {"consistency_fallback", "stale", "stale"},
      {"monitor.interval", "2s", "2s"},
      {"monitor.max_lag", "1m", "1m"},
      {"monitor.heartbeat_table", "ops.beats", "ops.beats"},
      {"stickiness", "statement", "statement"},
      {"dialects", "sqlite, mysql", "mysql, sqlite"},
      {"read_functions", "f,db.g", "f, db.g"},
      {"hints", "refuse", "refuse"},
      {"administration", "refuse", "refuse"},
      {"analysis_cache_size", "0", "0"},
      {"enabled", "off", "false"},
      {"auto_read_on_replica", "0", "false"},
      {"balancer", "power_of_two", "power_of_two"},
      {"master.url", "sqlite:/m.db", "sqlite:/m.db"},
      {"master.weight", "9", "9"},
      {"request.safe_methods", "GET, HEAD", "GET, HEAD"},
      {"request.path_rules", "/a b/** master, /x engine=r1, /y replica", "/a b/** master, /x engine=r1, /y replica"},
      {"request.master_params", "m, n keep", "m, n keep"},
      {"request.trust_state_header", "true", "true"},
      {"request.state_header", "X-State", "X-State"},
      {"request.token_header", "X-Token", "X-Token"},
      {"request.pin.enabled", "false", "false"},
      {"request.pin.cookie", "pin", "pin"},
      {"request.pin.lifetime", "1m", "1m"},
      {"request.pin.signing_key", "0123456789abcdef", "***"},
      {"request.pin.verification_keys", "0123456789abcdef, fedcba9876543210", "***"},
      {"request.pin.secure", "on", "true"},
      {"request.pin.same_site", "strict", "strict"}};
  return all;
}

template <class Struct>
void append_printed(std::map<std::string, std::string>& printed, const detail::OptionTable<Struct>& table,
                    const std::string& prefix, const Struct& object) {
  for (const auto& row : table) printed[prefix + row.name] = row.print(object);
}

/// Every option of both configurations, as they are printed.
[[nodiscard]] std::map<std::string, std::string> printed(const Settings& settings) {
  const ClusterConfig cluster = ClusterConfig::from(settings);
  const RequestOptions request = RequestOptions::from(settings);
  std::map<std::string, std::string> all;
  append_printed(all, detail::cluster_options_table(), "", cluster);
  append_printed(all, detail::engine_options_table(), "master.", cluster.master);
  append_printed(all, detail::pool_options_table(), "pool.", cluster.pool);
  append_printed(all, detail::consistency_options_table(), "", cluster.consistency);
  append_printed(all, detail::monitor_options_table(), "monitor.", cluster.monitor);
  append_printed(all, detail::request_options_table(), "request.", request);
  append_printed(all, detail::pin_options_table(), "request.pin.", request.pin);
  return all;
}

/// With what this one needs beside it.
[[nodiscard]] Settings companions(const std::string& key) {
  Settings settings;
  settings.set("master.url", "sqlite:/app.db");
  if (key == "request.pin.verification_keys") settings.set("request.pin.signing_key", "ffffffffffffffff");
  return settings;
}

[[nodiscard]] std::string variable_of(const std::string& key) {
  std::string name = "RWSPLIT_" + key;
  for (char& c : name) c = c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  return name;
}

}  // namespace

// Whoever adds a field to one of these structs adds it to its option table, or to the list of what only code can give.
TEST_CASE("options: every field is in a table or can be given in code only", "[config]") {
  const std::size_t groups_of_cluster = 5;  // master, replicas, pool, consistency, monitor
  const std::size_t groups_of_engine = 3;   // name and aliases are in keys and in same_as; pool
  const std::size_t groups_of_request = 1;  // pin
  STATIC_REQUIRE(field_count<PoolOptions>() == 9);
  CHECK(field_count<PoolOptions>() == detail::pool_options_table().size());
  CHECK(field_count<EngineConfig>() ==
        detail::engine_options_table().size() + detail::engine_code_only().size() + groups_of_engine);
  CHECK(field_count<ClusterConfig>() ==
        detail::cluster_options_table().size() + detail::cluster_code_only().size() + groups_of_cluster);
  CHECK(field_count<Consistency>() ==
        detail::consistency_options_table().size() + detail::consistency_code_only().size());
  CHECK(field_count<MonitorOptions>() == detail::monitor_options_table().size());
  CHECK(field_count<RequestOptions>() ==
        detail::request_options_table().size() + detail::request_code_only().size() + groups_of_request);
  CHECK(field_count<PinOptions>() == detail::pin_options_table().size());
}

TEST_CASE("options: each one sets its own field and no other, from every source", "[config][TG-23]") {
  std::set<std::string> sampled;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.key);
    CHECK(sampled.insert(sample.key).second);
    auto expected = printed(companions(sample.key));
    CHECK(expected.at(sample.key) != sample.printed);
    expected[sample.key] = sample.printed;
    const std::map<std::string, std::string> property{{sample.key, sample.text}};
    const std::map<std::string, std::string> variable{{variable_of(sample.key), sample.text}};
    CHECK(printed(companions(sample.key).set(sample.key, sample.text)) == expected);
    CHECK(printed(companions(sample.key).add_properties(property)) == expected);
    CHECK(printed(companions(sample.key).add_variables(variable)) == expected);
    CHECK(printed(companions(sample.key).add_toml(sample.key + " = \"" + sample.text + "\"", "t")) == expected);
  }
  for (const auto& [key, value] : printed(companions(""))) {
    CAPTURE(key, value);
    CHECK(sampled.count(key) == 1);  // whoever adds an option adds a sample
  }
}

TEST_CASE("options: what is printed can be read again", "[config]") {
  for (const auto& [key, text] : printed(companions(""))) {
    if (text.empty() || text == "***") continue;
    CAPTURE(key);
    CHECK(printed(companions("").set(key, text)) == printed(companions("")));
  }
}

TEST_CASE("options: each has a meaning and a rule, and the page has each", "[config]") {
  std::vector<detail::OptionInfo> infos = detail::cluster_option_infos();
  for (const auto& info : detail::request_option_infos()) infos.push_back(info);
  std::set<std::string> keys;
  for (const auto& info : infos) {
    CAPTURE(info.key);
    CHECK(keys.insert(info.key).second);
    CHECK(!info.rule.empty());
    CHECK(info.meaning.ends_with('.'));
  }
  for (const Sample& sample : samples()) CHECK(keys.count(sample.key) == 1);
  for (const char* key : {"replicas.NAME.url", "replicas.NAME.weight", "replicas.NAME.same_as"}) {
    CHECK(keys.count(key) == 1);
  }
}

}  // namespace rwsplit
