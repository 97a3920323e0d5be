#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// No pooled connection became free before the deadline; `what()` is the whole diagnosis. Nothing was sent.
class PoolTimeout : public Error {
 public:
  using Error::Error;
  explicit PoolTimeout(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::pool_exhausted),
                        .outcome = Outcome::unavailable,
                        .retry = Retry::new_connection,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
