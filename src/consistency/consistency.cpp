#include <rwsplit/consistency/consistency.hpp>

#include <string>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit {

void Consistency::validate(std::string_view owner) const {
  using std::chrono::milliseconds;
  const auto refuse = [&](const char* what) { throw ConfigError{std::string{owner}.append(what)}; };
  if (level == ConsistencyLevel::bounded && max_lag <= milliseconds{0}) {
    refuse("max_lag: must be more than 0 for the level bounded; use strong for no lag at all");
  }
  if (wait < milliseconds{0}) refuse("wait: must not be negative; 0 never waits");
}

}  // namespace rwsplit
