#pragma once

#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// A committing command was sent and its answer never came: it may or may not have taken effect. Never retried by the
/// library.
class OutcomeUnknown : public Error {
 public:
  using Error::Error;
};

}  // namespace rwsplit
