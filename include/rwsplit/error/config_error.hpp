#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// A URL or an option is wrong; `what()` names it.
class ConfigError : public Error {
 public:
  using Error::Error;
  explicit ConfigError(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::bad_configuration),
                        .outcome = Outcome::misuse,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
