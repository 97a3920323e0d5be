#pragma once

#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// The server answered with an error.
class ServerError : public Error {
 public:
  using Error::Error;
};

}  // namespace rwsplit
