#include "cluster/driver_for.hpp"

#include <string>

#include <rwsplit/driver/mysql_driver.hpp>
#include <rwsplit/driver/sqlite_driver.hpp>
#include <rwsplit/error/config_error.hpp>

namespace rwsplit::detail {

namespace {

// What this build can open, for the message.
std::string known_schemes() {
  std::string known;
#ifdef RWSPLIT_WITH_MYSQL
  known += " mysql:// mariadb://";
#endif
#ifdef RWSPLIT_WITH_SQLITE
  known += " sqlite:";
#endif
  return known;
}

}  // namespace

std::shared_ptr<Driver> driver_for(const Url& url) {
#ifdef RWSPLIT_WITH_MYSQL
  if (url.scheme == "mysql" || url.scheme == "mariadb") return mysql_driver();
#endif
#ifdef RWSPLIT_WITH_SQLITE
  if (url.scheme == "sqlite") return sqlite_driver();
#endif
  throw ConfigError{"the URL scheme \"" + url.scheme + "\" is not known; this build opens" + known_schemes()};
}

}  // namespace rwsplit::detail
