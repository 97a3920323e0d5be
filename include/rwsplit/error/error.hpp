#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/error_info.hpp>

namespace rwsplit {

/// The root of everything this library throws.
///
/// Few subclasses exist, one per thing that callers catch; everything else is a property.
/// Thread safety: distinct objects are independent; copies share an immutable payload and never throw.
class Error : public std::system_error {
 public:
  explicit Error(ErrorInfo info);

  // A move would leave an error without its payload: copying is as cheap, so that is what a move does too.
  Error(const Error&) noexcept = default;
  Error& operator=(const Error&) noexcept = default;
  ~Error() override = default;

  /// One line: what failed, number, SQLSTATE, engine, call site. Holds no statement value, no secret and no server
  /// text.
  [[nodiscard]] const char* what() const noexcept override;

  /// Whether the statement took effect.
  [[nodiscard]] Outcome outcome() const noexcept { return info().outcome; }
  /// Whether and where the same call may be made again.
  [[nodiscard]] Retry retry() const noexcept { return info().retry; }
  /// The engine that met the error, or empty. Lifetime: the error object.
  [[nodiscard]] std::string_view engine() const noexcept { return info().engine; }
  /// Five characters, or empty. Lifetime: the error object.
  [[nodiscard]] std::string_view sqlstate() const noexcept { return info().sqlstate; }
  /// The server's own text. It may quote statement values: think before logging it. Lifetime: the error object.
  [[nodiscard]] std::string_view server_message() const noexcept { return info().server_message; }
  /// The call in the user's source.
  [[nodiscard]] SourceLocation where() const noexcept { return info().where; }
  /// False: the connection that met this error must not be used again.
  [[nodiscard]] bool connection_usable() const noexcept { return info().connection_usable; }
  /// True: an open transaction is over, whatever was done in it.
  [[nodiscard]] bool transaction_over() const noexcept { return info().transaction_over; }

  /// Adds what an inner layer could not know; fields that are already set stay. For use in a `catch` that rethrows.
  void add_context(std::string_view engine, SourceLocation where);

  /// Everything at once, for layers that translate one error into another.
  [[nodiscard]] const ErrorInfo& info() const noexcept { return payload_->info; }

 private:
  struct Payload {
    ErrorInfo info;
    std::string text;
  };
  std::shared_ptr<const Payload> payload_;
};

static_assert(std::is_nothrow_copy_constructible_v<Error>);

}  // namespace rwsplit
