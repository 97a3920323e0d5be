#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// A value does not fit the C++ type it was asked for; names column, type and kind of value, never the value.
class ConversionError : public Error {
 public:
  using Error::Error;
  explicit ConversionError(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::conversion),
                        .outcome = Outcome::statement_failed,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
