#pragma once

#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// What has to be visible is not in the history of the present master, and never will be: a failover, a restored backup
/// or a reset has lost it. Nothing was sent.
///
/// It is told once: the unit of work then goes on from what this master has. Whether that is bearable only the caller
/// can know; doing the lost work again is one answer.
class CausalTokenLost : public Error {
 public:
  using Error::Error;
  explicit CausalTokenLost(std::string what)
      : Error{ErrorInfo{.code = library_code(Cond::token_lost),
                        .outcome = Outcome::causal_token_lost,
                        .retry = Retry::never,
                        .what = std::move(what)}} {}
};

}  // namespace rwsplit
