#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <rwsplit/driver/connect_options.hpp>

namespace rwsplit::detail {

/// How a connection is protected. There is no "preferred": that is what an attacker on the way prefers.
enum class TlsMode : std::uint8_t {
  disabled,         ///< plain text; the default for a unix socket and for a loopback host only
  verify_ca,        ///< encrypted, certificate signed by `tls_ca`, name not checked
  verify_identity,  ///< as before, and the certificate names the host; the default everywhere else
};

/// What the MySQL driver makes of a URL and the options beside it: everything is decided here, dialing only obeys.
struct MysqlSettings {
  std::string host;
  std::uint16_t port{3306};
  /// Path of a unix socket; empty: TCP, also to `localhost`.
  std::string socket;
  std::string user;
  std::string database;
  TlsMode tls{TlsMode::disabled};
  /// PEM file; empty: the C library's own default, if it has one.
  std::string tls_ca;
  /// Whether the password may be encrypted for a key that the server just sent: without TLS, whoever sits on the way
  /// can send his own. On by default where nobody can: unix socket and loopback.
  bool allow_public_key_retrieval{false};
  std::chrono::seconds connect_timeout{1};
  /// 0: no limit.
  std::chrono::seconds read_timeout{0};
  /// 0: no limit.
  std::chrono::seconds write_timeout{0};
  std::size_t statement_cache{64};
  bool read_only{false};
  /// For messages.
  std::string engine;

  /// For messages: `app@db-master:3306/shop`, without a secret.
  [[nodiscard]] std::string address() const;
};

/// Throws: `ConfigError` that names the option and what would be right.
[[nodiscard]] MysqlSettings mysql_settings(const ConnectOptions& options);

}  // namespace rwsplit::detail
