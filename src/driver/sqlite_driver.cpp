#include <rwsplit/driver/sqlite_driver.hpp>

#include <memory>
#include <string_view>

#include <rwsplit/error/config_error.hpp>

#include "sqlite_connection.hpp"
#include "sqlite_settings.hpp"

namespace rwsplit {

namespace {

class SqliteDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "sqlite"; }

  void validate(const Url& url) const override {
    static_cast<void>(detail::sqlite_settings(ConnectOptions{.url = url}));
  }

  [[nodiscard]] std::size_t max_writers() const noexcept override { return 1; }

  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions& options) override {
    if (sqlite3_threadsafe() == 0) throw ConfigError{"this SQLite library was built without support for threads"};
    return std::make_unique<detail::SqliteConnection>(detail::sqlite_settings(options));
  }
};

}  // namespace

std::shared_ptr<Driver> sqlite_driver() {
  static const auto driver = std::make_shared<SqliteDriver>();
  return driver;
}

}  // namespace rwsplit
