#include "cluster/cluster_options.hpp"

#include <string>
#include <utility>

#include "cluster/cluster_formats.hpp"

namespace rwsplit::detail {

namespace {

using namespace std::string_literals;

void append(std::vector<KnownKey>& keys, const std::string& pattern, const std::string& option,
            BareNumber bare_number = BareNumber::milliseconds) {
  keys.push_back({.pattern = pattern, .option = option, .bare_number = bare_number});
}

template <class Struct>
void append(std::vector<KnownKey>& keys, const OptionTable<Struct>& table, const std::string& written,
            const std::string& meant) {
  for (const Option<Struct>& row : table) append(keys, written + row.name, meant + row.name);
}

// A pool's keys, and beside the pool's group those of SQLAlchemy.
void append_pool(std::vector<KnownKey>& keys, const std::string& written, const std::string& meant) {
  append(keys, pool_options_table(), written + "pool.", meant + "pool.");
  append(keys, written + "pool_recycle", meant + "pool.max_lifetime", BareNumber::seconds_or_never);
  append(keys, written + "pool_timeout", meant + "pool.acquire_timeout", BareNumber::seconds);
  append(keys, written + "pool_size", meant + "pool.pool_size");
  append(keys, written + "max_overflow", meant + "pool.max_overflow");
}

void append_replicas(std::vector<KnownKey>& keys, const std::string& written) {
  append(keys, engine_options_table(), written + ".*.", "replicas.*.");
  append(keys, written + ".*.same_as", "replicas.*.same_as");
  append_pool(keys, written + ".*.", "replicas.*.");
}

}  // namespace

const OptionTable<PoolOptions>& pool_options_table() {
  static const OptionTable<PoolOptions> table{
      option("min_idle"s, &PoolOptions::min_idle,
             "Connections kept open while nothing happens, those on loan included; 0 opens on demand."),
      option("max_size"s, &PoolOptions::max_size, "Never more sockets than this, closing ones included.", {.least = 1}),
      option("acquire_timeout"s, &PoolOptions::acquire_timeout,
             "Longest wait for a connection, dialing and checks included."),
      option("idle_timeout"s, &PoolOptions::idle_timeout,
             "Idle connections above `min_idle` are closed after this; 0 keeps them."),
      option("max_lifetime"s, &PoolOptions::max_lifetime,
             "A connection is replaced at this age, less up to 10 % at random; 0 never. Keep it below the server's "
             "`wait_timeout`."),
      option("keep_alive"s, &PoolOptions::keep_alive, "An idle connection is pinged after this; 0 never."),
      option("leak_threshold"s, &PoolOptions::leak_threshold,
             "A connection on loan for longer is reported once, with the place that took it; 0 never."),
      option("min_backoff"s, &PoolOptions::min_backoff,
             "First pause after a failed connect; doubles up to `max_backoff`, each pause shortened at random.",
             {.least = 1}),
      option("max_backoff"s, &PoolOptions::max_backoff,
             "Longest pause after a failed connect, and the pause after a refused login; at least `min_backoff`.",
             {.least = 1})};
  return table;
}

const OptionTable<EngineConfig>& engine_options_table() {
  static const OptionTable<EngineConfig> table{
      option("url"s, &EngineConfig::url,
             "`mysql://user:password@host:port/database?option=value` or `sqlite:/path/app.db`. Needed."),
      option("weight"s, &EngineConfig::weight,
             "Share of the reads relative to the other replicas; 0: only when asked for by name. The master's counts "
             "with `master_accepts_reads`.",
             {.most = max_weight})};
  return table;
}

const OptionTable<ClusterConfig>& cluster_options_table() {
  static const OptionTable<ClusterConfig> table{
      option("connect_timeout"s, &ClusterConfig::connect_timeout,
             "Longest time to open one connection; a URL's `connect_timeout` overrides it.", {.least = 1}),
      option("read_timeout"s, &ClusterConfig::read_timeout,
             "Longest wait for the reply to one command, 0 waits without end; a URL's `read_timeout` overrides it."),
      option("master_accepts_reads"s, &ClusterConfig::master_accepts_reads,
             "The master takes its share of the automatic reads, from the same pool as its writes."),
      option("on_replica_write"s, &ClusterConfig::on_replica_write,
             "A write that a guard, override or intent aims at a replica: `refuse` throws, `promote` runs it on the "
             "master."),
      option("replica_fallback"s, &ClusterConfig::replica_fallback,
             "A read that finds no replica: the `master` stands in, or it is an `error`."),
      option("token_lifetime"s, &ClusterConfig::token_lifetime,
             "How old a `CausalToken` may be; an older one sends the reads that ask for it to the master. 0: however "
             "old."),
      option("stickiness"s, &ClusterConfig::stickiness,
             "Whether a `session` stays with the replica it was given, or every `statement` is balanced anew."),
      option("dialects"s, &ClusterConfig::dialects,
             "Whose reading of a statement counts: a read is one under all of them. Left out: what the URLs say."),
      option("read_functions"s, &ClusterConfig::read_functions,
             "Stored and loadable functions that neither write nor lock: a statement is a read although it calls "
             "them."),
      option("hints"s, &ClusterConfig::hints,
             "Comments that steer one statement, `/* rwsplit: replica */`: `ignore` them, `warn` of those that are not "
             "understood, or `refuse` them."),
      option("administration"s, &ClusterConfig::administration, "Statements about the server itself."),
      option("analysis_cache_size"s, &ClusterConfig::analysis_cache_size,
             "Texts known only at run time whose analysis is kept; 0 analyses them every time."),
      option("enabled"s, &ClusterConfig::enabled,
             "The emergency switch at the start: false sends every statement to the master."),
      option("auto_read_on_replica"s, &ClusterConfig::auto_read_on_replica,
             "The other switch at the start: false stops only automatic reads on replicas."),
      option("balancer"s, &ClusterConfig::balancer, "How one of several replicas is chosen.")};
  return table;
}

const OptionTable<Consistency>& consistency_options_table() {
  static const OptionTable<Consistency> table{
      option("consistency"s, &Consistency::level,
             "What reads on replicas see: some state of the past (`eventual`), all that is older than "
             "`consistency_max_lag` (`bounded`), what their own session wrote and read (`session`), or all that was "
             "committed before (`strong`)."),
      option("consistency_max_lag"s, &Consistency::max_lag, "Of `bounded`: how old an answer may be; more than 0."),
      option("consistency_wait"s, &Consistency::wait,
             "Longest time that waits for replicas add to one call; 0 never waits."),
      option("consistency_fallback"s, &Consistency::fallback,
             "When a replica does not have in time what a read must see: the `next_replica` and then the master, the "
             "`master` at once, a `stale` answer, or an `error`.")};
  return table;
}

const OptionTable<MonitorOptions>& monitor_options_table() {
  static const OptionTable<MonitorOptions> table{
      option("interval"s, &MonitorOptions::interval,
             "Between two looks at one server, of two queries each; at least 100ms. 0: never looks."),
      option("max_lag"s, &MonitorOptions::max_lag,
             "A replica further behind than this gets no automatic reads until it is back below half of it; 0: however "
             "far."),
      option("heartbeat_table"s, &MonitorOptions::heartbeat_table,
             "`table` or `database.table` that the library writes on the master at every look, so that replicas know "
             "their lag in milliseconds. Left out: none.")};
  return table;
}

std::vector<std::string_view> consistency_code_only() { return {"token"}; }

std::vector<std::string_view> engine_code_only() { return {"driver"}; }

std::vector<std::string_view> cluster_code_only() { return {"router", "observers", "logger"}; }

KnownKeys cluster_keys() {
  std::vector<KnownKey> keys;
  append(keys, cluster_options_table(), "", "");
  append(keys, consistency_options_table(), "", "");
  append(keys, monitor_options_table(), "monitor.", "monitor.");
  append(keys, "url", "url");
  append_pool(keys, "", "");
  append(keys, engine_options_table(), "master.", "master.");
  append_pool(keys, "master.", "master.");
  append_replicas(keys, "replicas");
  append_replicas(keys, "slaves");
  std::vector<std::string_view> code_only = cluster_code_only();
  for (const std::string_view name : engine_code_only()) code_only.push_back(name);
  return {std::move(keys), std::move(code_only)};
}

std::vector<OptionInfo> cluster_option_infos() {
  std::vector<OptionInfo> infos;
  append_info(infos, engine_options_table(), "master.");
  append_info(infos, engine_options_table(), "replicas.NAME.");
  infos.push_back({"replicas.NAME.same_as", "master", "",
                   "Instead of a url: NAME is another name of the master, which then takes a replica's share of the "
                   "reads from its one pool."});
  append_info(infos, pool_options_table(), "pool.");
  append_info(infos, consistency_options_table(), "");
  append_info(infos, monitor_options_table(), "monitor.");
  append_info(infos, cluster_options_table(), "");
  return infos;
}

}  // namespace rwsplit::detail
