#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <rwsplit/request/request_scope.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit::testing {

/// A wall clock that stands still until the test moves it. Copies are the same clock.
class HandClock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point operator()() const {
    return std::chrono::system_clock::time_point{std::chrono::milliseconds{now_->load()}};
  }
  void advance(std::chrono::milliseconds step) const { *now_ += step.count(); }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> now_ = std::make_shared<std::atomic<std::int64_t>>(1'800'000'000'000);
};

[[nodiscard]] inline Secret secret_of(char letter) { return Secret{std::string(32, letter)}; }

/// Options with a key, so that two applications can have the same.
[[nodiscard]] inline RequestOptions signed_with(char letter, RequestOptions options = {}) {
  options.pin.signing_key = secret_of(letter);
  return options;
}

/// Where a read runs and why, as "engine: reason".
[[nodiscard]] inline std::string read(RoutingSession& db) {
  const auto engine = db.query_one<std::string>("SELECT name");
  CHECK(db.last_decision().engine_name == engine);
  return engine + ": " + std::string{to_string(db.last_decision().reason)};
}
/// The engine alone, of one replica "replica1".
[[nodiscard]] inline std::string engine_of_read(RoutingSession& db) { return db.query_one<std::string>("SELECT name"); }
inline std::string write(RoutingSession& db) {
  const ExecResult done = db.execute("UPDATE t SET a = 1");
  return std::string{done.engine} + ": " + std::string{to_string(done.reason)};
}

/// The pin of a request that wrote.
[[nodiscard]] inline PinCookie pin_of_a_write(Cluster& cluster, const RequestRules& rules) {
  RequestScope scope{cluster, rules, {.method = Method::post}};
  write(scope.session());
  const auto pin = scope.response_pin();
  REQUIRE(pin.has_value());
  return *pin;
}

/// As a browser sends it.
[[nodiscard]] inline std::string header_of(const PinCookie& pin) { return pin.name + "=" + pin.value; }

}  // namespace rwsplit::testing
