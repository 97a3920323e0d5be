#include <rwsplit/pool/pool_options.hpp>

#include <string>

#include <fmt/format.h>
#include <rwsplit/error/config_error.hpp>

namespace rwsplit {

namespace {

class Check {
 public:
  explicit Check(std::string_view owner) : owner_{owner} {}

  void require(bool holds, std::string_view field, std::string_view rule) const {
    if (!holds) throw ConfigError{fmt::format("engine \"{}\": pool option {} {}", owner_, field, rule)};
  }
  void not_negative(std::chrono::milliseconds value, std::string_view field) const {
    require(value.count() >= 0, field, "must not be negative");
  }

 private:
  std::string_view owner_;
};

}  // namespace

void PoolOptions::validate(std::string_view owner) const {
  const Check check{owner};
  check.require(max_size >= 1, "max_size", "must be at least 1");
  check.require(min_idle <= max_size, "min_idle", "must not be greater than max_size");
  check.not_negative(acquire_timeout, "acquire_timeout");
  check.not_negative(idle_timeout, "idle_timeout");
  check.not_negative(max_lifetime, "max_lifetime");
  check.not_negative(keep_alive, "keep_alive");
  check.not_negative(leak_threshold, "leak_threshold");
  check.require(min_backoff.count() >= 1, "min_backoff", "must be at least 1 ms");
  check.require(max_backoff >= min_backoff, "max_backoff", "must not be less than min_backoff");
}

}  // namespace rwsplit
