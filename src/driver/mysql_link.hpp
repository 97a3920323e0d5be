#pragma once

#include <string>
#include <string_view>

#include <rwsplit/driver/connection_status.hpp>
#include <rwsplit/driver/secret.hpp>
#include <rwsplit/driver/server_identity.hpp>

#include "mysql_api.hpp"
#include "mysql_errors.hpp"
#include "mysql_settings.hpp"

namespace rwsplit::detail {

/// The C handle of one connection, with what is known about it: one place keeps the status true and makes the errors.
///
/// Thread safety: as `Connection`.
class MysqlLink {
 public:
  /// Dials and logs in. Throws: `ConnectionError`.
  MysqlLink(MysqlSettings settings, Secret password);
  MysqlLink(const MysqlLink&) = delete;
  MysqlLink& operator=(const MysqlLink&) = delete;
  ~MysqlLink() { enter_library(); }  // for the thread that closes it

  [[nodiscard]] MYSQL* handle() const noexcept { return handle_.get(); }
  [[nodiscard]] const MysqlSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] const Secret& password() const noexcept { return password_; }
  [[nodiscard]] const ConnectionStatus& status() const noexcept { return status_; }
  [[nodiscard]] const ServerIdentity& server() const noexcept { return server_; }
  /// See `Connection::position`.
  [[nodiscard]] std::string_view position() const noexcept {
    return status_.wrote ? std::string_view{position_} : std::string_view{};
  }

  /// Before anything is sent. From here on the connection counts as unusable, until `finish` says that the reply was
  /// read completely: an exception in between leaves it so. Throws: `UsageError` with a cursor open, `ConnectionError`
  /// when broken.
  void start();
  /// The reply was read completely: takes over the server's view of transaction and autocommit.
  void finish() noexcept;
  /// Nothing was executed and the connection is as it was before `start`.
  void cancel() noexcept;
  /// Whether the reply just read moved the session to another database.
  [[nodiscard]] bool database_changed() const noexcept;

  /// Runs one of the driver's own statements, which returns no rows.
  void command(std::string_view text, Progress progress, std::string_view what);

  /// Gives up a reply in the middle; never waits for the peer.
  void abandon() noexcept;

  /// Turns the C library's last error into an exception, and takes over what it says about the connection.
  [[noreturn]] void fail(Progress progress, std::string_view what = "the statement");
  [[noreturn]] void fail(MYSQL_STMT* statement, Progress progress, std::string_view what = "the statement");

  /// Whether the peer is still there, as far as the socket knows.
  [[nodiscard]] bool alive() const noexcept;

  /// What the session needs after logging in, for the first time or again: character set, read-only belt, trackers.
  void prepare_session();

 private:
  void set_options();
  void set_tls();
  void set_authentication();
  void dial();
  void require_encryption();
  void ask_who_it_is();
  [[nodiscard]] bool has_row(std::string_view question);
  /// To one of the driver's own questions, read completely.
  [[nodiscard]] ResultHandle answer_to(std::string_view question);
  [[noreturn]] void fail(const MysqlFailure& failure, Progress progress, std::string_view what);
  [[noreturn]] void fail_to_connect();

  MysqlSettings settings_;
  Secret password_;
  MysqlHandle handle_;
  ServerIdentity server_;
  ConnectionStatus status_;
  std::string position_;
  bool busy_{false};
};

}  // namespace rwsplit::detail
