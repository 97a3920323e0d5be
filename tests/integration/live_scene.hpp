#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/error/error.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::testing {

/// Tables and functions that a test needs on every server, for as long as it lives.
class LiveScene {
 public:
  using Statements = std::vector<std::string_view>;

  /// `remove` also runs first: an earlier run may have been killed. Both texts live as long as the scene.
  LiveScene(const Statements& make, Statements remove) : remove_{std::move(remove)} {
    run(remove_);
    run(make);
    await_replicas();
  }
  LiveScene(const LiveScene&) = delete;
  LiveScene& operator=(const LiveScene&) = delete;
  ~LiveScene() {
    try {
      run(remove_);
    } catch (const Error& error) {
      WARN("could not clean up: " << error.what());
    }
  }

  /// On the master; the replicas follow in their time.
  void run(const Statements& statements) { run_each(*master_, statements); }
  [[nodiscard]] Connection& master() { return *master_; }
  /// One number, as everyone else sees it.
  [[nodiscard]] std::int64_t ask(std::string_view query) { return number_of(*master_, query); }

 private:
  Statements remove_;
  std::unique_ptr<Connection> master_{admin_of(0)};
};

/// What the action throws; a test whose action does not throw it has failed.
template <class Exception, class Action>
Exception caught(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error;
  }
  throw std::logic_error{"the call should have thrown"};
}

}  // namespace rwsplit::testing
