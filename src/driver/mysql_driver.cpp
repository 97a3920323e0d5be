#include <rwsplit/driver/mysql_driver.hpp>

#include <memory>
#include <string_view>

#include <fmt/format.h>

#include <rwsplit/error/config_error.hpp>

#include "mysql_connection.hpp"
#include "mysql_settings.hpp"

namespace rwsplit {

namespace {

class MysqlDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "mysql"; }

  void validate(const Url& url) const override { static_cast<void>(settings_of(ConnectOptions{.url = url})); }

  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions& options) override {
    return std::make_unique<detail::MysqlConnection>(settings_of(options), options.url.password);
  }

 private:
  static detail::MysqlSettings settings_of(const ConnectOptions& options) {
    const auto& scheme = options.url.scheme;
    if (scheme != "mysql" && scheme != "mariadb") {
      throw ConfigError{
          fmt::format("the MySQL driver has no use for a `{}:` URL; write `mysql://` or `mariadb://`", scheme)};
    }
    return detail::mysql_settings(options);
  }
};

}  // namespace

std::shared_ptr<Driver> mysql_driver() {
  static const auto driver = std::make_shared<MysqlDriver>();
  return driver;
}

}  // namespace rwsplit
