#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// No engine has that name; `what()` lists the names that exist.
class UnknownEngine : public Error {
 public:
  using Error::Error;
  explicit UnknownEngine(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::unknown_engine),
                        .outcome = Outcome::misuse,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
