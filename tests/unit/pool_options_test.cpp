#include <initializer_list>
#include <string>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/pool/pool_options.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using std::chrono::milliseconds;

std::string complaint(const PoolOptions& options) {
  try {
    options.validate("replica1");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("pool options: the defaults and the smallest values are valid", "[pool]") {
  CHECK(complaint(PoolOptions{}).empty());
  const milliseconds off{0};
  CHECK(complaint({.min_idle = 0,
                   .max_size = 1,
                   .acquire_timeout = off,
                   .idle_timeout = off,
                   .max_lifetime = off,
                   .keep_alive = off,
                   .leak_threshold = off,
                   .min_backoff = milliseconds{1},
                   .max_backoff = milliseconds{1}})
            .empty());
}

TEST_CASE("pool options: a wrong field is named together with the engine", "[pool]") {
  struct Row {
    PoolOptions options;
    const char* expected;
  };
  const milliseconds negative{-1};
  for (const Row& row : std::initializer_list<Row>{
           {{.max_size = 0}, "max_size must be at least 1"},
           {{.min_idle = 11, .max_size = 10}, "min_idle must not be greater than max_size"},
           {{.acquire_timeout = negative}, "acquire_timeout must not be negative"},
           {{.idle_timeout = negative}, "idle_timeout must not be negative"},
           {{.max_lifetime = negative}, "max_lifetime must not be negative"},
           {{.keep_alive = negative}, "keep_alive must not be negative"},
           {{.leak_threshold = negative}, "leak_threshold must not be negative"},
           {{.min_backoff = milliseconds{0}}, "min_backoff must be at least 1 ms"},
           {{.min_backoff = milliseconds{20}, .max_backoff = milliseconds{19}},
            "max_backoff must not be less than min_backoff"},
       }) {
    const std::string text = complaint(row.options);
    CAPTURE(text);
    CHECK(text.find(row.expected) != std::string::npos);
    CHECK(text.find("replica1") != std::string::npos);
  }
}

}  // namespace
}  // namespace rwsplit
