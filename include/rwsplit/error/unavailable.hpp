#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// No engine of the required role could be reached. Nothing was sent.
class Unavailable : public Error {
 public:
  using Error::Error;
  explicit Unavailable(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::unavailable),
                        .outcome = Outcome::unavailable,
                        .retry = Retry::new_connection,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
