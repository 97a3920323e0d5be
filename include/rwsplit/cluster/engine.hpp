#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <rwsplit/pool/connection_pool.hpp>
#include <rwsplit/routing/role.hpp>

namespace rwsplit {

/// One server as the cluster knows it.
///
/// Thread safety: every member may be called by any thread. Lifetime: the cluster.
class Engine {
 public:
  Engine(Role role, std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options, PoolListener listener);

  [[nodiscard]] const std::string& name() const noexcept { return pool_.name(); }
  [[nodiscard]] Role role() const noexcept { return role_; }
  [[nodiscard]] ConnectionPool& pool() noexcept { return pool_; }
  [[nodiscard]] const ConnectionPool& pool() const noexcept { return pool_; }

  void count_statement() noexcept { statements_.fetch_add(1, std::memory_order_relaxed); }
  /// Statements that were sent here.
  [[nodiscard]] std::uint64_t statements() const noexcept { return statements_.load(std::memory_order_relaxed); }

 private:
  const Role role_;
  std::atomic<std::uint64_t> statements_{0};
  ConnectionPool pool_;
};

}  // namespace rwsplit
