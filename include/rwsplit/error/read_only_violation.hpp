#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// A write was asked for where only reads are allowed (forced replica, read-only transaction). Nothing was sent.
class ReadOnlyViolation : public Error {
 public:
  using Error::Error;
  explicit ReadOnlyViolation(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::read_only_violation),
                        .outcome = Outcome::misuse,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
