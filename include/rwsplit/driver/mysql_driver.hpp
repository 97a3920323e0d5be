#pragma once

#include <memory>

#include <rwsplit/driver/driver.hpp>

namespace rwsplit {

/// Server URLs: `mysql://` and `mariadb://`, through libmysqlclient or MariaDB Connector/C, whichever the library was
/// built with.
///
/// The URL must name a user; the port is 3306 unless given. `localhost` is TCP unless the option `socket` is given. The
/// character set is always utf8mb4; several statements in one text, LOCAL INFILE, clear-text passwords and automatic
/// reconnection are always off. The server is asked to name the position of what is written (`session_track_gtids`,
/// `session_track_system_variables`), see `Connection::position`. Options:
///
/// - `connect_timeout`, `read_timeout`: override those of `ConnectOptions`
/// - `write_timeout`: longest wait to hand data to the kernel; that of `ConnectOptions::read_timeout` unless given
/// - `statement_cache`: overrides `ConnectOptions::statement_cache_size`
/// - `socket`: path of a unix socket; the host must be `localhost` or left out
/// - `tls`: `disabled`, `verify_ca` (needs `tls_ca`) or `verify_identity`. The default is `disabled` for a unix socket
///   and for the hosts `localhost`, `127.*` and `::1` without `tls_ca`, else `verify_identity`
/// - `tls_ca`: PEM file of the certificate authority; without it `verify_identity` trusts what the C library trusts
///   (libmysqlclient: nobody)
/// - `allow_public_key_retrieval`: whether a password may be encrypted for a key that the server sends unprotected; the
///   default is `true` for a unix socket and a loopback host, where nobody can exchange the key, else `false`
///
/// Durations are written `500ms`, `2s`, `1min`; a bare number counts milliseconds. The C libraries count whole seconds,
/// so they are rounded up. A timeout bounds each wait for the network, not a whole reply; looking up a host name is not
/// bounded. With libmysqlclient `connect_timeout` ends with the server's greeting: a server that then falls silent is
/// given up after `read_timeout` only, so set one there.
///
/// Thread safety: safe; every call returns the same driver.
[[nodiscard]] std::shared_ptr<Driver> mysql_driver();

}  // namespace rwsplit
