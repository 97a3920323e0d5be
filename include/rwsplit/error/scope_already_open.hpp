#pragma once

#include <rwsplit/error/usage_error.hpp>

namespace rwsplit {

/// Options were given to a `ScopedSession` whose scope has a session already, which they could not change. It is as it
/// was.
class ScopeAlreadyOpen : public UsageError {
 public:
  using UsageError::UsageError;
};

}  // namespace rwsplit
