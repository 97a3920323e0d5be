#include "mysql_link.hpp"

#include <poll.h>

#include <cstddef>
#include <new>
#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "mysql_belt.hpp"

namespace rwsplit::detail {

namespace {

constexpr const char* charset = "utf8mb4";
constexpr unsigned long largest_packet = 1UL
                                         << 30;  // the protocol's own limit; the server's `max_allowed_packet` decides
constexpr int server_lost = 2013;
constexpr std::string_view identifying = "asking for the server's identity";
// SHOW, since a server that was built without Galera does not know the variable.
constexpr std::string_view galera_question = "SHOW VARIABLES WHERE Variable_name = 'wsrep_on' AND Value = 'ON'";

// MariaDB before 11 calls itself 5.5.5 first, for the sake of old replicas; one C library strips that, the other does
// not.
ServerIdentity identify(MYSQL* handle) {
  std::string version = mysql_get_server_info(handle);
  const bool mariadb = version.find("MariaDB") != std::string::npos;
  if (mariadb && version.compare(0, 6, "5.5.5-") == 0) version.erase(0, 6);
  return {.flavor = mariadb ? Flavor::mariadb : Flavor::mysql,
          .version = std::move(version),
          .connection_id = mysql_thread_id(handle)};
}

// FNV-1a: spreads a few digits over all bits. Never 0, which stands for "not known".
std::uint32_t fingerprint(std::string_view text) noexcept {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash == 0 ? 1 : hash;
}

const char* or_null(const std::string& text) noexcept { return text.empty() ? nullptr : text.c_str(); }

MysqlFailure last_failure(MYSQL* handle) {
  return {static_cast<int>(mysql_errno(handle)), mysql_sqlstate(handle), mysql_error(handle)};
}

// Whether the C library holds trackers of the reply just read. Without the bit, Connector/C still shows those of an
// earlier reply; after rows it does so even with the bit.
bool has_trackers(MYSQL* handle) noexcept {
  if ((handle->server_status & SERVER_SESSION_STATE_CHANGED) == 0) return false;
  return RWSPLIT_MARIADB_CONNECTOR == 0 || mysql_field_count(handle) == 0;
}

// Trackers come one by one, variables as name and value in turn.
bool first_tracker(MYSQL* handle, enum_session_state_type type, std::string_view& text) noexcept {
  const char* data = nullptr;
  std::size_t size = 0;
  if (mysql_session_track_get_first(handle, type, &data, &size) != 0) return false;
  text = {data, size};
  return true;
}

bool next_tracker(MYSQL* handle, enum_session_state_type type, std::string_view& text) noexcept {
  const char* data = nullptr;
  std::size_t size = 0;
  if (mysql_session_track_get_next(handle, type, &data, &size) != 0) return false;
  text = {data, size};
  return true;
}

// MySQL has a tracker of its own for it; Connector/C hands that out too, although its manual does not say so.
std::string_view mysql_position(MYSQL* handle) noexcept {
  std::string_view position;
  return first_tracker(handle, SESSION_TRACK_GTIDS, position) ? position : std::string_view{};
}

std::string_view mariadb_position(MYSQL* handle) noexcept {
  std::string_view name;
  std::string_view value;
  bool more = first_tracker(handle, SESSION_TRACK_SYSTEM_VARIABLES, name);
  while (more && next_tracker(handle, SESSION_TRACK_SYSTEM_VARIABLES, value)) {
    if (name == "last_gtid") return value;
    more = next_tracker(handle, SESSION_TRACK_SYSTEM_VARIABLES, name);
  }
  return {};
}

// Of the reply just read; empty if it names none.
std::string_view position_in_reply(MYSQL* handle, Flavor flavor) noexcept {
  if (!has_trackers(handle)) return {};
  return flavor == Flavor::mariadb ? mariadb_position(handle) : mysql_position(handle);
}

}  // namespace

MysqlLink::MysqlLink(MysqlSettings settings, Secret password)
    : settings_{std::move(settings)}, password_{std::move(password)} {
  enter_library();
  handle_.reset(mysql_init(nullptr));
  if (!handle_) throw std::bad_alloc{};
  set_options();
  set_tls();
  set_authentication();
  dial();
  require_encryption();
  server_ = identify(handle());
  finish();
  prepare_session();
  if (can_track(server_.flavor, server_.version)) ask_who_it_is();
  if (server_.flavor == Flavor::mariadb) server_.galera = has_row(galera_question);
}

void MysqlLink::set_options() {
  MYSQL* const mysql = handle();
  const auto seconds = [mysql](mysql_option option, std::chrono::seconds limit) {
    const auto count = static_cast<unsigned>(limit.count());
    if (count > 0) mysql_options(mysql, option, &count);
  };
  seconds(MYSQL_OPT_CONNECT_TIMEOUT, settings_.connect_timeout);
  seconds(MYSQL_OPT_READ_TIMEOUT, settings_.read_timeout);
  seconds(MYSQL_OPT_WRITE_TIMEOUT, settings_.write_timeout);
  // By API and not by SET NAMES: the C library must know it as well.
  mysql_options(mysql, MYSQL_SET_CHARSET_NAME, charset);
  // A server may ask for any file of this machine otherwise.
  const unsigned no_local_infile = 0;
  mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &no_local_infile);
  mysql_options(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &largest_packet);
  // The C library must not guess from the host name: `localhost` would be a unix socket at some compiled-in place.
  const unsigned protocol = settings_.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  mysql_options(mysql, MYSQL_OPT_PROTOCOL, &protocol);
#if RWSPLIT_MARIADB_CONNECTOR
  // A new connection without our transaction, locks and settings, behind our back. libmysqlclient no longer has it.
  const MysqlBool reconnect = 0;
  mysql_options(mysql, MYSQL_OPT_RECONNECT, &reconnect);
#endif
}

void MysqlLink::set_tls() {
  MYSQL* const mysql = handle();
  const bool encrypted = settings_.tls != TlsMode::disabled;
  if (encrypted) mysql_options(mysql, MYSQL_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
  if (!settings_.tls_ca.empty()) mysql_options(mysql, MYSQL_OPT_SSL_CA, settings_.tls_ca.c_str());
#if RWSPLIT_MARIADB_CONNECTOR
  const MysqlBool enforce = encrypted ? 1 : 0;
  mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &enforce);
  // The only option that makes Connector/C 3.3 refuse a server without TLS. It also checks the name, so with
  // `verify_ca` a missing TLS is noticed by require_encryption(), after the login.
  const MysqlBool verify = settings_.tls == TlsMode::verify_identity ? 1 : 0;
  mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
#else
  unsigned mode = SSL_MODE_DISABLED;
  if (settings_.tls == TlsMode::verify_ca) mode = SSL_MODE_VERIFY_CA;
  if (settings_.tls == TlsMode::verify_identity) mode = SSL_MODE_VERIFY_IDENTITY;
  mysql_options(mysql, MYSQL_OPT_SSL_MODE, &mode);
#endif
}

void MysqlLink::set_authentication() {
  MYSQL* const mysql = handle();
#if RWSPLIT_MARIADB_CONNECTOR
  // Without this list a server gets the password in clear text when it asks for it (`mysql_clear_password`, `dialog`).
  // The SHA-256 plugins fetch the server's public key unasked, which only TLS or a trusted way makes safe.
  const bool safe = settings_.tls != TlsMode::disabled || settings_.allow_public_key_retrieval;
  mysql_options(mysql, MARIADB_OPT_RESTRICTED_AUTH,
                safe ? "mysql_native_password,client_ed25519,parsec,caching_sha2_password,sha256_password"
                     : "mysql_native_password,client_ed25519,parsec");
#else
  const bool cleartext = false;
  mysql_options(mysql, MYSQL_ENABLE_CLEARTEXT_PLUGIN, &cleartext);
  const bool fetch_key = settings_.allow_public_key_retrieval;
  mysql_options(mysql, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &fetch_key);
#endif
}

void MysqlLink::dial() {
  const auto* const connected =
      mysql_real_connect(handle(), settings_.socket.empty() ? settings_.host.c_str() : "localhost",
                         settings_.user.c_str(), password_.reveal().c_str(), or_null(settings_.database),
                         settings_.port, or_null(settings_.socket), CLIENT_MULTI_RESULTS);
  if (connected == nullptr) fail_to_connect();
}

// The options above should have seen to it; this looks at the result.
void MysqlLink::require_encryption() {
  if (settings_.tls == TlsMode::disabled || mysql_get_ssl_cipher(handle()) != nullptr) return;
  constexpr int tls_failed = 2026;
  throw_connect_failure({tls_failed, "HY000", "the connection is not encrypted"}, Flavor::unknown, settings_);
}

void MysqlLink::prepare_session() {
#if !RWSPLIT_MARIADB_CONNECTOR
  // The login names the character set by a collation that MariaDB does not know, and then keeps the server's default.
  if (server_.flavor == Flavor::mariadb && mysql_set_character_set(handle(), charset) != 0) {
    fail(Progress::nothing_sent, "setting the character set");
  }
#endif
  if (settings_.read_only) {
    command(belt_statement(server_.flavor, server_.version), Progress::nothing_sent, "making the session read-only");
  } else if (can_track(server_.flavor, server_.version)) {
    command(tracking_statement(server_.flavor), Progress::nothing_sent, "asking for the positions of writes");
  }
}

// Servers of a cluster differ in their numbers, and a restored copy must: replication refuses to work otherwise. A
// MariaDB where the variable is globally empty tracks nothing, whatever the session sets. Source: measured on 10.11.
void MysqlLink::ask_who_it_is() {
  constexpr std::string_view mariadb =
      "SELECT @@server_id, @@log_bin AND @@GLOBAL.session_track_system_variables <> ''";
  constexpr std::string_view mysql = "SELECT @@server_uuid, @@GLOBAL.gtid_mode = 'ON'";
  const ResultHandle result = answer_to(server_.flavor == Flavor::mariadb ? mariadb : mysql);
  const MYSQL_ROW row = mysql_fetch_row(result.get());
  if (row == nullptr) fail(Progress::nothing_sent, identifying);
  server_.origin = fingerprint(row[0] != nullptr ? row[0] : "");
  status_.tracks = !settings_.read_only && row[1] != nullptr && std::string_view{row[1]} == "1";
}

bool MysqlLink::has_row(std::string_view question) {
  const ResultHandle result = answer_to(question);
  return mysql_fetch_row(result.get()) != nullptr;
}

ResultHandle MysqlLink::answer_to(std::string_view question) {
  start();
  if (mysql_real_query(handle(), question.data(), question.size()) != 0) fail(Progress::nothing_sent, identifying);
  ResultHandle result{mysql_store_result(handle())};
  if (!result) fail(Progress::nothing_sent, identifying);
  finish();
  return result;
}

void MysqlLink::start() {
  enter_library();
  if (busy_) throw UsageError{"the connection still has an open cursor; read it to its end or destroy it first"};
  if (!status_.usable) {
    throw ConnectionError{ErrorInfo{.code = {server_lost, client_category()},
                                    .outcome = Outcome::not_executed,
                                    .retry = Retry::new_connection,
                                    .what = "the connection broke earlier and cannot be used any more",
                                    .engine = settings_.engine,
                                    .connection_usable = false,
                                    .transaction_over = true}};
  }
  busy_ = true;
  status_.usable = false;
  status_.wrote = false;
}

void MysqlLink::finish() noexcept {
  const unsigned bits = handle()->server_status;
  status_.in_transaction = (bits & SERVER_STATUS_IN_TRANS) != 0;
  status_.autocommit = (bits & SERVER_STATUS_AUTOCOMMIT) != 0;
  position_ = position_in_reply(handle(), server_.flavor);  // keeps its room
  status_.wrote = !position_.empty();
  status_.usable = true;
  busy_ = false;
}

void MysqlLink::cancel() noexcept {
  status_.usable = true;
  busy_ = false;
}

bool MysqlLink::database_changed() const noexcept {
  std::string_view name;
  return has_trackers(handle()) && first_tracker(handle(), SESSION_TRACK_SCHEMA, name);
}

void MysqlLink::command(std::string_view text, Progress progress, std::string_view what) {
  start();
  if (mysql_real_query(handle(), text.data(), text.size()) != 0) fail(progress, what);
  finish();
}

void MysqlLink::abandon() noexcept {
  hang_up(handle());
  status_.usable = false;
  busy_ = false;
}

void MysqlLink::fail(Progress progress, std::string_view what) { fail(last_failure(handle()), progress, what); }

void MysqlLink::fail(MYSQL_STMT* statement, Progress progress, std::string_view what) {
  fail({static_cast<int>(mysql_stmt_errno(statement)), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement)},
       progress, what);
}

void MysqlLink::fail(const MysqlFailure& failure, Progress progress, std::string_view what) {
  // The reply that carries an error carries no status bits: those of the C library are older than the error.
  const auto meaning = classify_mysql_failure(server_.flavor, failure.number);
  busy_ = false;
  status_.usable = meaning.connection_usable;
  if (meaning.transaction_over) status_.in_transaction = false;
  throw_command_failure(failure, server_.flavor, progress, what, settings_.engine);
}

void MysqlLink::fail_to_connect() {
  const auto failure = last_failure(handle());
  throw_connect_failure(failure, Flavor::unknown, settings_);
}

bool MysqlLink::alive() const noexcept {
  const int descriptor = socket_of(handle());
  if (descriptor < 0 || !status_.usable) return false;
  // Between two statements a server sends nothing but its farewell.
  pollfd watch{.fd = descriptor, .events = POLLIN | POLLRDHUP, .revents = 0};
  return ::poll(&watch, 1, 0) == 0;
}

}  // namespace rwsplit::detail
