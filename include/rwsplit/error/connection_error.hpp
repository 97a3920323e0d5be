#pragma once

#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// A connection could not be made, or broke while nothing was at stake (see `OutcomeUnknown` for the other case).
class ConnectionError : public Error {
 public:
  using Error::Error;
};

}  // namespace rwsplit
