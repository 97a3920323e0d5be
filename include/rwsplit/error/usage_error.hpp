#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// The library was called in a way its documentation forbids. Nothing was sent.
class UsageError : public Error {
 public:
  using Error::Error;
  explicit UsageError(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::misuse),
                        .outcome = Outcome::misuse,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
