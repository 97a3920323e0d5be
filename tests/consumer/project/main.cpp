// What a user's first program does: open a cluster, write, read.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>

#include <rwsplit/rwsplit.hpp>

namespace {

int write_and_read(const std::string& url) {
  rwsplit::Cluster cluster{rwsplit::ClusterConfig{.master = {.url = url}, .replicas = {{.name = "reader", .url = url}}}};
  {
    rwsplit::RoutingSession db{cluster};
    db.execute("CREATE TABLE fruit(name TEXT)");
    db.execute("INSERT INTO fruit(name) VALUES (?)", "apple");
  }
  rwsplit::RoutingSession db{cluster};
  const auto count = db.query_one<std::int64_t>("SELECT count(*) FROM fruit");
  std::cout << count << " row\n";
  return count == 1 ? 0 : 1;
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / ("rwsplit-consumer-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  int result = 1;
  try {
    result = write_and_read("sqlite:" + (folder / "fruit.db").string());
  } catch (const rwsplit::ConfigError& error) {
    std::cout << error.what() << '\n';
#ifdef WITHOUT_SQLITE
    result = 0;  // a library without the driver must say so
#endif
  }
  std::filesystem::remove_all(folder);
  return result;
}
