#pragma once

#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/error/error.hpp>
#include <rwsplit/pool/pool_accounting.hpp>

namespace rwsplit::detail {

/// Why the last connect failed, kept for every caller that asks: each throws a copy of its own.
class ConnectFailure {
 public:
  /// For use in a `catch (...)` around the connect.
  [[nodiscard]] static ConnectFailure from_current_exception();

  [[nodiscard]] const Error& error() const noexcept { return error_; }
  [[nodiscard]] ConnectFailureKind kind() const noexcept { return kind_; }

  /// Throws the error with the type it came with, and the caller's place added.
  [[noreturn]] void raise(std::string_view engine, SourceLocation where) const;

 private:
  using Raise = void (*)(const Error&, std::string_view, SourceLocation);

  ConnectFailure(const Error& error, Raise thrower);

  Error error_;
  ConnectFailureKind kind_;
  /// Remembers the type, which `error_` alone has lost.
  Raise raise_;
};

}  // namespace rwsplit::detail
