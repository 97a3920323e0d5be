// A cluster from a file: what stands in it, what the environment overrides, and what a mistake is answered with.

#include <filesystem>
#include <map>
#include <string>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

namespace {

/// The TOML file beside this source.
std::filesystem::path file_beside() { return std::filesystem::path{__FILE__}.replace_filename("configuration.toml"); }

/// The file's URLs name a database in the current folder; this one is in the folder for temporary files.
std::string database_url() {
  return "sqlite:" + (std::filesystem::temp_directory_path() / "configuration.db").string();
}

rwsplit::ClusterConfig layered(const std::filesystem::path& file) {
  const std::string url = database_url();
  // [layers]
  rwsplit::Settings settings;
  settings.add_toml_file(file);       // the file that is shipped with the application
  settings.add_environment("SHOP_");  // this machine: SHOP_POOL_MAX_SIZE=20
  settings.set("master.url", url);    // this program; what comes later overrides, key by key
  for (const char* replica : {"reader1", "reader2"}) settings.set("replicas." + std::string{replica} + ".url", url);

  const auto config = rwsplit::ClusterConfig::from(settings);
  const auto requests = rwsplit::RequestOptions::from(settings);  // the keys below `request`
  // [/layers]
  fmt::print("{} replicas, at most {} connections each; {} path rules\n", config.replicas.size(), config.pool.max_size,
             requests.path_rules.rules().size());
  return config;
}

/// SQLAlchemy's keys, as TurboGears and others have them in their configuration.
rwsplit::ClusterConfig from_other_keys() {
  // [properties]
  const std::map<std::string, std::string> properties{
      {"sqlalchemy.master.url", "mysql://app@db-master/shop"},
      {"sqlalchemy.slaves.slave1.url", "mysql://app@db-replica/shop"},
      {"sqlalchemy.pool_recycle", "3600"},
  };
  const auto config = rwsplit::ClusterConfig::from_properties(properties, "sqlalchemy");
  // [/properties]
  return config;
}

/// While other threads go on running statements.
void change(rwsplit::Cluster& cluster) {
  // [reconfigure]
  rwsplit::ClusterConfig next = *cluster.config();
  next.replicas[0].weight = 3;
  next.replicas.pop_back();   // what runs there ends there
  cluster.reconfigure(next);  // all of it or, with an error, nothing
  // [/reconfigure]
}

std::string answer_to_a_mistake() {
  // [mistake]
  try {
    rwsplit::Settings settings;
    settings.add_toml("master.url = 'sqlite:app.db'\npool.max_sise = 20\n", "app.toml");
    static_cast<void>(rwsplit::ClusterConfig::from(settings));
  } catch (const rwsplit::ConfigError& error) {
    return error.what();  // app.toml:2: pool.max_sise: there is no such option; the nearest is pool.max_size
  }
  // [/mistake]
  return "no mistake found";
}

}  // namespace

int main() {
  const rwsplit::ClusterConfig config = layered(file_beside());
  rwsplit::Cluster cluster{config};
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS note");
  db.execute("CREATE TABLE note (text VARCHAR(40))");
  db.execute("INSERT INTO note VALUES (?)", "configured");
  const auto text = db.using_engine("reader2").query_one<std::string>("SELECT text FROM note");
  fmt::print("{}\n", text);

  change(cluster);
  const bool changed = cluster.config()->replicas.size() == 1;
  fmt::print("{} replica left\n", cluster.config()->replicas.size());

  const std::string answer = answer_to_a_mistake();
  fmt::print("{}\n", answer);
  const bool as_expected = changed && text == "configured" && config.pool.max_size >= 1 &&
                           from_other_keys().replicas.size() == 1 &&
                           answer.find("app.toml:2: pool.max_sise") != std::string::npos;
  return as_expected ? 0 : 1;
}
