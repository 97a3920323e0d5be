#include <rwsplit/error/categories.hpp>

#include <string>
#include <system_error>

#include <rwsplit/error/error_class.hpp>

namespace rwsplit {
namespace {

std::string condition_message(Cond condition) {
  switch (condition) {
    case Cond::other: return "unclassified error";
    case Cond::connection_failed: return "connection failed";
    case Cond::connection_lost: return "connection lost";
    case Cond::access_denied: return "access denied";
    case Cond::unknown_database: return "unknown database";
    case Cond::too_many_connections: return "too many connections";
    case Cond::host_blocked: return "host blocked by the server";
    case Cond::syntax_error: return "syntax error";
    case Cond::no_such_table: return "no such table";
    case Cond::no_such_column: return "no such column";
    case Cond::duplicate_key: return "duplicate key";
    case Cond::constraint_violation: return "constraint violation";
    case Cond::data_out_of_range: return "value does not fit its column";
    case Cond::deadlock: return "deadlock";
    case Cond::lock_timeout: return "lock wait timeout";
    case Cond::read_only: return "read-only";
    case Cond::statement_timeout: return "statement interrupted";
    case Cond::packet_too_large: return "packet too large";
    case Cond::out_of_resources: return "out of resources";
    case Cond::commit_in_doubt: return "commit in doubt";
    case Cond::timed_out: return "timed out";
    case Cond::pool_exhausted: return "pool exhausted";
    case Cond::unavailable: return "unavailable";
    case Cond::token_lost: return "causal token lost";
    case Cond::read_only_violation: return "write refused: only reads are allowed here";
    case Cond::conversion: return "value conversion failed";
    case Cond::bad_configuration: return "bad configuration";
    case Cond::unknown_engine: return "unknown engine";
    case Cond::misuse: return "misuse of the library";
  }
  return "unclassified error";
}

class ConditionCategory final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "rwsplit condition"; }
  [[nodiscard]] std::string message(int value) const override { return condition_message(static_cast<Cond>(value)); }
};

// A category of codes: its numbers get their meaning, and so their text and their `Cond`, from the table of classes.
class CodeCategory : public std::error_category {
 public:
  [[nodiscard]] std::string message(int number) const override { return condition_message(class_of(number).condition); }
  [[nodiscard]] std::error_condition default_error_condition(int number) const noexcept override {
    return make_error_condition(class_of(number).condition);
  }

 private:
  [[nodiscard]] ErrorClass class_of(int number) const noexcept { return classify_error({number, *this}); }
};

class ServerCategory final : public CodeCategory {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "server"; }
};

class SqliteCategory final : public CodeCategory {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "SQLite"; }
};

class ClientCategory final : public CodeCategory {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "client"; }
};

class LibraryCategory final : public CodeCategory {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "rwsplit"; }
};

}  // namespace

const std::error_category& condition_category() noexcept {
  static const ConditionCategory category;
  return category;
}

const std::error_category& server_category(Flavor flavor) noexcept {
  static const ServerCategory unknown;
  static const ServerCategory mysql;
  static const ServerCategory mariadb;
  static const SqliteCategory sqlite;
  switch (flavor) {
    case Flavor::unknown: return unknown;
    case Flavor::mysql: return mysql;
    case Flavor::mariadb: return mariadb;
    case Flavor::sqlite: return sqlite;
  }
  return unknown;
}

const std::error_category& client_category() noexcept {
  static const ClientCategory category;
  return category;
}

const std::error_category& library_category() noexcept {
  static const LibraryCategory category;
  return category;
}

}  // namespace rwsplit
