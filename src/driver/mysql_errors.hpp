#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rwsplit/error/error_class.hpp>
#include <rwsplit/error/flavor.hpp>

#include "mysql_settings.hpp"

// From the numbers of server and C library to the library's errors. Pure.

namespace rwsplit::detail {

/// What the C library says about a failed call.
struct MysqlFailure {
  int number{0};
  std::string sqlstate;
  std::string message;
};

/// How far things had got when a call failed: it decides what a lost connection means.
enum class Progress : std::uint8_t {
  nothing_sent,    ///< nothing that could take effect was sent
  statement_sent,  ///< a statement was handed over; the driver does not know what kind
  rows_delivered,  ///< the caller has already seen rows of the reply
  rollback_sent,   ///< whether it arrived or not, the transaction can never become visible
};

/// The class of the number, whoever made it.
[[nodiscard]] ErrorClass classify_mysql_failure(Flavor flavor, int number) noexcept;

/// Throws: `ConnectionError`, outcome `not_executed`, with a message that says where, as whom, why, and what to check.
[[noreturn]] void throw_connect_failure(const MysqlFailure& failure, Flavor flavor, const MysqlSettings& settings);

/// `what` begins the message: "the statement". Throws: `ConnectionError` for a connection that is gone, else
/// `ServerError`.
[[noreturn]] void throw_command_failure(const MysqlFailure& failure, Flavor flavor, Progress progress,
                                        std::string_view what, std::string_view engine);

}  // namespace rwsplit::detail
