#include "sqlite_settings.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include <rwsplit/error/config_error.hpp>

#include "url_options.hpp"

namespace rwsplit::detail {

namespace {

constexpr std::array<std::string_view, 3> known_options{"busy_timeout", "read_timeout", "statement_cache"};

void check_url(const Url& url) {
  if (url.scheme != "sqlite") {
    throw ConfigError{
        fmt::format("the SQLite driver has no use for a `{}:` URL; write `sqlite:/path/app.db`", url.scheme)};
  }
  if (url.path == ":memory:") {
    throw ConfigError{
        "`sqlite::memory:` is a database that no second connection can see, so replicas could not read what the master "
        "writes; name a file, for instance in a temporary directory"};
  }
  // SQLite may be built to read such a name as a URI, whose parameters would override the read-only belt.
  if (url.path.starts_with("file:")) {
    throw ConfigError{"a `sqlite:` URL names a plain path; leave out the `file:`, or write `./file:...`"};
  }
  require_known_options(url, known_options);
}

}  // namespace

SqliteSettings sqlite_settings(const ConnectOptions& options) {
  const Url& url = options.url;
  check_url(url);
  return {.path = url.path,
          .engine = options.engine,
          .read_only = options.read_only,
          .open_timeout = options.connect_timeout,
          .busy_timeout = duration_option(url, "busy_timeout").value_or(std::chrono::seconds{5}),
          .read_timeout = duration_option(url, "read_timeout").value_or(options.read_timeout),
          .statement_cache = number_option(url, "statement_cache", 1, 100'000).value_or(options.statement_cache_size)};
}

}  // namespace rwsplit::detail
