#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/config/settings.hpp>
#include <rwsplit/driver/url.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/routing/topology.hpp>

#include "cluster/cluster_options.hpp"
#include "config/given_settings.hpp"
#include "config/option.hpp"
#include "config/problem.hpp"

namespace rwsplit {

namespace {

using detail::config_problem;
using detail::Given;

// What SQLAlchemy takes for the one of the two that is not given.
constexpr std::size_t default_pool_size = 5;
constexpr std::size_t default_max_overflow = 10;

/// Makes a configuration of what is given.
class ClusterReader {
 public:
  explicit ClusterReader(const Settings& settings)
      : settings_{settings}, given_{settings, detail::cluster_keys(), [](std::string_view part) {
                                      return part != "request";
                                    }} {}

  [[nodiscard]] ClusterConfig read() {
    detail::read_options(config_, detail::cluster_options_table(), given_, "");
    read_consistency();
    read_pool(config_.pool, "pool");
    require_master();
    read_engine(config_.master, "master.");
    read_plain_url();
    for (const std::string& name : given_.names()) read_replica(name);
    share_master();
    detail::check_located<ClusterConfig>([&] { config_.validate(); }, detail::cluster_options_table(), given_, "");
    return std::move(config_);
  }

 private:
  [[nodiscard]] bool has_master() const { return given_.has_any("master."); }

  void require_master() const {
    if (given_.find("master.url") != nullptr || (!has_master() && given_.find("url") != nullptr)) return;
    if (given_.names().empty()) {
      throw ConfigError{settings_.sources() + ": master.url is missing: a cluster needs a master"};
    }
    const std::string& name = given_.names().front();
    config_problem(
        given_.origin_of(name),
        "replicas." + name + ": a replica without a master; master.url is missing in " + settings_.sources());
  }

  void read_consistency() {
    const auto& consistency = detail::consistency_options_table();
    const auto& monitor = detail::monitor_options_table();
    detail::read_options(config_.consistency, consistency, given_, "");
    detail::read_options(config_.monitor, monitor, given_, "monitor.");
    detail::check_located<Consistency>([&] { config_.consistency.validate("consistency."); }, consistency, given_, "");
    detail::check_located<MonitorOptions>([&] { config_.monitor.validate(); }, monitor, given_, "monitor.");
  }

  // SQLAlchemy's URL of a program that knows no replicas: it is the master as long as no other is described.
  void read_plain_url() {
    const Given* const plain = given_.find("url");
    if (plain == nullptr || has_master()) return;
    detail::engine_options_table().front().read(config_.master, detail::ValueText{"url", *plain});
    check_url("url", config_.master.url, *plain);
  }

  void read_engine(EngineConfig& engine, const std::string& prefix) {
    detail::read_options(engine, detail::engine_options_table(), given_, prefix);
    if (const Given* const url = given_.find(prefix + "url")) check_url(prefix + "url", engine.url, *url);
    if (!given_.has_any(prefix + "pool.")) return;
    engine.pool = config_.pool;
    read_pool(*engine.pool, prefix + "pool");
  }

  void read_replica(const std::string& name) {
    const std::string key = "replicas." + name;
    const std::string& origin = given_.origin_of(name);
    if (name == "master") config_problem(origin, key + ": the name \"master\" is reserved for the master");
    if (const Given* const same = given_.find(key + ".same_as")) return read_alias(name, *same);
    if (given_.find(key + ".url") == nullptr) {
      config_problem(origin, key + ": " + key + ".url is missing, or " + key + ".same_as = master");
    }
    if (config_.replicas.size() + 1 == Topology::max_engines) {
      config_problem(origin,
                     key + ": at most " + std::to_string(Topology::max_engines - 1) + " replicas are supported");
    }
    EngineConfig replica{.name = name};
    read_engine(replica, key + '.');
    config_.replicas.push_back(std::move(replica));
  }

  void read_alias(const std::string& name, const Given& same) {
    const std::string key = "replicas." + name + '.';
    const detail::ValueText text{key + "same_as", same};
    if (text.text() != "master") text.wrong("must be master: no other engine can be shared");
    if (given_.find(key + "url") != nullptr) text.wrong("stands beside " + key + "url; give one of them");
    if (given_.has_any(key + "pool.")) text.wrong("stands beside options of a pool; the pool is the master's");
    EngineConfig share;
    detail::read_options(share, detail::engine_options_table(), given_, key);
    const Given* const weight = given_.find(key + "weight");
    if (weight != nullptr && given_.find("master.weight") != nullptr) {
      config_problem(weight->setting->origin, key + "weight: master.weight is given as well; give one of them");
    }
    config_.master.aliases.push_back(name);
    shared_weight_ += share.weight;
  }

  // Each name that the master has among the replicas is one more share of the reads.
  void share_master() {
    if (config_.master.aliases.empty()) return;
    const Given* const accepts = given_.find("master_accepts_reads");
    if (accepts != nullptr && !config_.master_accepts_reads) {
      config_problem(accepts->setting->origin,
                     "master_accepts_reads: false contradicts replicas." + config_.master.aliases.front() + ".same_as");
    }
    config_.master_accepts_reads = true;
    if (given_.find("master.weight") != nullptr) return;
    config_.master.weight = static_cast<std::uint32_t>(std::min<std::uint64_t>(shared_weight_, max_weight));
  }

  void read_pool(PoolOptions& pool, const std::string& key) {
    const std::string prefix = key + '.';
    detail::read_options(pool, detail::pool_options_table(), given_, prefix);
    read_pool_size(pool, prefix);
    detail::check_located<PoolOptions>([&] { pool.validate(key); }, detail::pool_options_table(), given_, prefix);
  }

  // SQLAlchemy's pool_size and max_overflow add up to max_size; whichever of the two ways came last counts.
  void read_pool_size(PoolOptions& pool, const std::string& prefix) {
    const Given* const size = given_.find(prefix + "pool_size");
    const Given* const overflow = given_.find(prefix + "max_overflow");
    const Given* const own = given_.find(prefix + "max_size");
    if (size == nullptr && overflow == nullptr) return;
    const std::size_t last =
        std::max(size == nullptr ? 0 : size->position, overflow == nullptr ? 0 : overflow->position);
    if (own != nullptr && own->position > last) return;
    std::size_t sum = 0;
    sum += size == nullptr ? default_pool_size : number(prefix + "pool_size", *size, {.least = 1});
    sum += overflow == nullptr ? default_max_overflow : number(prefix + "max_overflow", *overflow, {});
    pool.max_size = sum;
    pool.min_idle = std::min(pool.min_idle, sum);
  }

  [[nodiscard]] static std::size_t number(const std::string& key, const Given& given, detail::Limits limits) {
    const detail::ValueText text{key, given};
    const auto value = detail::ValueFormat<std::size_t>::read(text, limits);
    if (!value) text.wrong("must be " + detail::number_rule(limits) + "; a pool is always bounded");
    return *value;
  }

  static void check_url(const std::string& key, const std::string& url, const Given& given) {
    try {
      static_cast<void>(Url::parse(url));
    } catch (const ConfigError& error) {
      config_problem(given.setting->origin, key + ": " + error.info().what);
    }
  }

  const Settings& settings_;
  detail::GivenSettings given_;
  ClusterConfig config_{};
  std::uint64_t shared_weight_{0};
};

}  // namespace

ClusterConfig ClusterConfig::from(const Settings& settings) { return ClusterReader{settings}.read(); }

ClusterConfig ClusterConfig::from_toml(const std::filesystem::path& file) {
  return from(Settings{}.add_toml_file(file));
}

ClusterConfig ClusterConfig::from_properties(const std::map<std::string, std::string>& properties,
                                             std::string_view prefix) {
  return from(Settings{}.add_properties(properties, prefix));
}

ClusterConfig ClusterConfig::from_environment(std::string_view prefix) {
  return from(Settings{}.add_environment(prefix));
}

ClusterConfig ClusterConfig::from_urls(std::span<const std::string> urls) { return from(Settings{}.add_urls(urls)); }

}  // namespace rwsplit
