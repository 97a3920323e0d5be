#include "pool/connect_failure.hpp"

#include <cstdlib>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/error_class.hpp>

namespace rwsplit::detail {

namespace {

template <class Type>
[[noreturn]] void raise_copy(const Error& error, std::string_view engine, SourceLocation where) {
  Type copy{error.info()};
  copy.add_context(engine, where);
  throw copy;
}

[[nodiscard]] ConnectionError foreign_error() {
  return ConnectionError{
      ErrorInfo{.code = library_code(Cond::connection_failed),
                .outcome = Outcome::not_executed,
                .retry = Retry::new_connection,
                .what = "connecting failed: the driver threw an exception that is not an rwsplit::Error",
                .connection_usable = false}};
}

}  // namespace

ConnectFailure::ConnectFailure(const Error& error, Raise thrower)
    : error_{error}, kind_{classify_connect_failure(classify_error(error.code()).condition)}, raise_{thrower} {}

ConnectFailure ConnectFailure::from_current_exception() {
  try {
    throw;
  } catch (const ConfigError& error) {
    return {error, &raise_copy<ConfigError>};
  } catch (const Error& error) {
    return {error, &raise_copy<ConnectionError>};
  } catch (...) {
    return {foreign_error(), &raise_copy<ConnectionError>};
  }
}

void ConnectFailure::raise(std::string_view engine, SourceLocation where) const {
  raise_(error_, engine, where);
  std::abort();  // raise_ always throws; a pointer to a function cannot say so
}

}  // namespace rwsplit::detail
