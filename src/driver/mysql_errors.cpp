#include "mysql_errors.hpp"

#include <system_error>

#include <fmt/format.h>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>

namespace rwsplit::detail {

namespace {

constexpr int handshake_failed = 2012;
constexpr int server_lost = 2013;
constexpr int tls_failed = 2026;

// 2000 to 2999 in both C libraries, 5000 to 5999 in MariaDB Connector/C; no server uses them.
bool made_by_client(int number) noexcept {
  return (number >= 2000 && number < 3000) || (number >= 5000 && number < 6000);
}

std::error_code code_of(Flavor flavor, int number) noexcept {
  return made_by_client(number) ? std::error_code{number, client_category()}
                                : std::error_code{number, server_category(flavor)};
}

ErrorInfo info_of(const MysqlFailure& failure, Flavor flavor, int number) {
  const auto meaning = classify_mysql_failure(flavor, number);
  ErrorInfo info;
  info.code = code_of(flavor, number);
  info.outcome = meaning.outcome;
  info.retry = meaning.retry;
  info.sqlstate = failure.sqlstate == "00000" ? std::string{} : failure.sqlstate;
  info.server_message = failure.message;
  info.connection_usable = meaning.connection_usable;
  info.transaction_over = meaning.transaction_over;
  return info;
}

std::string_view advice(int number) noexcept {
  switch (number) {
    case 2002:
    case 2003: return "nothing accepts connections there; check that the server runs, and host, port or socket";
    case 2005: return "the host name is unknown; check its spelling and the name service";
    case 2006:
    case 2012:
    case 2013:
    case 2027:
    case 2055:
      return "the server did not complete the login in time or hung up; check that it is a healthy MySQL or MariaDB "
             "server, and `connect_timeout`";
    case 2026:
      return "no verified TLS connection; the server must offer TLS with a certificate that `tls_ca` signed and that "
             "names this host (or choose another `tls`)";
    case 2058:
    case 2059:
    case 2060:
    case 2061:
    case 5010:
    case 5012:
      return "the server wants a way to log in that is not safe or not available here; use TLS, or "
             "`allow_public_key_retrieval=true` on a trusted network";
    case 1040:
    case 1203:
    case 1226: return "too many connections, for the server or for this account";
    case 1044: return "this user may not use this database; check the grants";
    case 1045:
    case 1698: return "access denied; check user and password";
    case 1049: return "the database does not exist";
    case 1129:
      return "the server has blocked this host after too many failed logins; on it, run FLUSH HOSTS or empty "
             "performance_schema.host_cache";
    case 1130: return "the server does not let this host in; check the host part of the account";
    case 1820:
    case 1862: return "the password has expired";
    case 3118:
    case 3955:
    case 4151: return "the account is locked";
    case 3159: return "the server accepts TLS connections only; use `tls=verify_identity`";
    default: return "the login failed";  // a number of the server's, not an enumeration of ours
  }
}

// Also numbers that mean a broken TLS stream or a reply that cannot be read: whatever it was, nothing more will come.
bool is_lost(const ErrorClass& meaning, int number) noexcept {
  return meaning.condition == Cond::connection_lost || (made_by_client(number) && !meaning.connection_usable);
}

void refine_lost(ErrorInfo& info, Progress progress) {
  info.connection_usable = false;
  info.transaction_over = true;
  info.retry = Retry::never;
  switch (progress) {
    case Progress::nothing_sent:
      info.outcome = Outcome::not_executed;
      info.retry = Retry::new_connection;
      break;
    case Progress::statement_sent: info.outcome = Outcome::outcome_unknown; break;
    case Progress::rows_delivered: info.outcome = Outcome::partial_result; break;
    case Progress::rollback_sent:
      info.outcome = Outcome::rolled_back;
      info.retry = Retry::transaction;
      break;
  }
}

}  // namespace

ErrorClass classify_mysql_failure(Flavor flavor, int number) noexcept {
  return made_by_client(number) ? classify_client_error(number) : classify_server_error(flavor, number);
}

void throw_connect_failure(const MysqlFailure& failure, Flavor flavor, const MysqlSettings& settings) {
  const bool hung_up = classify_mysql_failure(flavor, failure.number).condition == Cond::connection_lost;
  // A connection that never stood cannot be lost: callers look for `Cond::connection_failed`.
  auto info = info_of(failure, flavor, hung_up ? handshake_failed : failure.number);
  info.what = fmt::format("cannot connect to {}: {}", settings.address(), advice(failure.number));
  info.engine = settings.engine;
  info.outcome = Outcome::not_executed;
  info.connection_usable = false;
  info.transaction_over = true;
  throw ConnectionError{std::move(info)};
}

void throw_command_failure(const MysqlFailure& failure, Flavor flavor, Progress progress, std::string_view what,
                           std::string_view engine) {
  const int number = failure.number == tls_failed ? server_lost : failure.number;
  const auto meaning = classify_mysql_failure(flavor, number);
  auto info = info_of(failure, flavor, number);
  info.engine = engine;
  const auto reason = meaning.condition == Cond::other ? std::string{"the server refused it"}
                                                       : make_error_condition(meaning.condition).message();
  info.what = fmt::format("{} failed: {}", what, reason);
  if (is_lost(meaning, number)) {
    refine_lost(info, progress);
    throw ConnectionError{std::move(info)};
  }
  if (progress == Progress::rows_delivered) info.outcome = Outcome::partial_result;
  throw ServerError{std::move(info)};
}

}  // namespace rwsplit::detail
