#include "mysql_settings.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/config_error.hpp>

#include "loopback.hpp"
#include "url_options.hpp"

namespace rwsplit::detail {

namespace {

constexpr std::array<std::string_view, 8> known_options{
    "connect_timeout", "read_timeout", "write_timeout", "statement_cache",
    "socket",          "tls",          "tls_ca",        "allow_public_key_retrieval"};

constexpr std::array<std::pair<std::string_view, TlsMode>, 3> tls_modes{
    {{"disabled", TlsMode::disabled},
     {"verify_ca", TlsMode::verify_ca},
     {"verify_identity", TlsMode::verify_identity}}};

// The C libraries count whole seconds and read 0 as "no limit", so a short limit must not become 0.
std::chrono::seconds whole_seconds(std::chrono::milliseconds limit) {
  return std::chrono::ceil<std::chrono::seconds>(limit);
}

// Nobody but this machine can read or change what goes over the connection.
bool stays_on_this_machine(const MysqlSettings& settings) {
  return !settings.socket.empty() || is_loopback(settings.host);
}

void check_place(const MysqlSettings& settings, const Url& url) {
  if (settings.user.empty()) throw ConfigError{"the URL names no user; write `mysql://user:password@host/database`"};
  if (settings.socket.empty()) {
    if (settings.host.empty())
      throw ConfigError{"the URL names no host; write `mysql://user@host/database`, or `?socket=/path`"};
    return;
  }
  if (settings.socket.front() != '/')
    throw ConfigError{fmt::format("URL option `socket`: `{}` is no absolute path", settings.socket)};
  if (url.port || (settings.host != "localhost" && !settings.host.empty())) {
    throw ConfigError{"URL option `socket` needs the host `localhost` and no port: a unix socket is on this machine"};
  }
}

TlsMode tls_mode(const MysqlSettings& settings, const Url& url) {
  // Whoever names a certificate authority wants TLS, wherever the server is.
  const bool plain = stays_on_this_machine(settings) && settings.tls_ca.empty();
  const auto mode = enum_option(url, "tls", tls_modes).value_or(plain ? TlsMode::disabled : TlsMode::verify_identity);
  if (mode == TlsMode::disabled && !settings.tls_ca.empty()) {
    throw ConfigError{"URL options `tls=disabled` and `tls_ca` contradict each other"};
  }
  if (mode == TlsMode::verify_ca && settings.tls_ca.empty()) {
    throw ConfigError{"URL option `tls=verify_ca` needs `tls_ca`, the file of the certificate authority"};
  }
  return mode;
}

void set_limits(MysqlSettings& settings, const ConnectOptions& options) {
  using std::chrono::milliseconds;
  const Url& url = options.url;
  const auto connect_timeout = duration_option(url, "connect_timeout").value_or(options.connect_timeout);
  if (connect_timeout <= milliseconds{0}) throw ConfigError{"`connect_timeout` must be more than 0"};
  settings.connect_timeout = whole_seconds(connect_timeout);
  settings.read_timeout = whole_seconds(duration_option(url, "read_timeout").value_or(options.read_timeout));
  settings.write_timeout = whole_seconds(duration_option(url, "write_timeout").value_or(options.read_timeout));
  settings.statement_cache = number_option(url, "statement_cache", 1, 100'000).value_or(options.statement_cache_size);
  if (settings.read_timeout < milliseconds{0}) throw ConfigError{"`read_timeout` must not be negative"};
  if (settings.statement_cache == 0) throw ConfigError{"`statement_cache_size` must be at least 1"};
}

}  // namespace

std::string MysqlSettings::address() const {
  const auto place = !socket.empty()                       ? socket
                     : host.find(':') != std::string::npos ? fmt::format("[{}]:{}", host, port)
                                                           : fmt::format("{}:{}", host, port);
  return fmt::format("{}@{}{}{}", user, place, database.empty() ? "" : "/", database);
}

MysqlSettings mysql_settings(const ConnectOptions& options) {
  const Url& url = options.url;
  require_known_options(url, known_options);
  MysqlSettings settings;
  settings.host = url.host;
  settings.port = url.port.value_or(settings.port);
  settings.socket = text_option(url, "socket").value_or("");
  settings.user = url.user;
  settings.database = url.path;
  check_place(settings, url);
  settings.tls_ca = text_option(url, "tls_ca").value_or("");
  settings.tls = tls_mode(settings, url);
  settings.allow_public_key_retrieval =
      bool_option(url, "allow_public_key_retrieval").value_or(stays_on_this_machine(settings));
  set_limits(settings, options);
  settings.read_only = options.read_only;
  settings.engine = options.engine;
  return settings;
}

}  // namespace rwsplit::detail
