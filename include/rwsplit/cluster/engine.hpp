#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <rwsplit/cluster/known_position.hpp>
#include <rwsplit/detail/cache_line.hpp>
#include <rwsplit/pool/connection_pool.hpp>
#include <rwsplit/routing/role.hpp>

namespace rwsplit {

class Engine;

/// A `PoolListener` that is told whose pool it is: an engine and the one that replaces it have the same name.
using EngineListener = std::function<void(Engine&, const PoolEvent&)>;

/// One server as the cluster knows it.
///
/// Thread safety: every member may be called by any thread. Lifetime: the cluster keeps it until it is destroyed
/// itself, or until a `Cluster::reconfigure` after the one that removed or replaced it.
class Engine {
 public:
  Engine(Role role, std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options,
         EngineListener listener);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  /// Blocking: as `~ConnectionPool`.
  ~Engine() = default;

  [[nodiscard]] const std::string& name() const noexcept { return pool_.name(); }
  [[nodiscard]] Role role() const noexcept { return role_; }
  /// What its connections are made with.
  [[nodiscard]] const std::shared_ptr<Driver>& driver() const noexcept { return driver_; }
  [[nodiscard]] const ConnectOptions& connect_options() const noexcept { return connect_; }
  [[nodiscard]] ConnectionPool& pool() noexcept { return pool_; }
  [[nodiscard]] const ConnectionPool& pool() const noexcept { return pool_; }

  /// Tells it from the engine that replaces it, which may be another server.
  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  /// What it has, if it is a replica.
  [[nodiscard]] detail::KnownPosition& known_position() noexcept { return known_position_; }

  void count_statement() noexcept { statements_.fetch_add(1, std::memory_order_relaxed); }
  /// Statements that were sent here.
  [[nodiscard]] std::uint64_t statements() const noexcept { return statements_.load(std::memory_order_relaxed); }

 private:
  [[nodiscard]] static std::uint64_t next_id() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  const std::uint64_t id_{next_id()};
  const Role role_;
  const std::shared_ptr<Driver> driver_;
  const ConnectOptions connect_;
  alignas(detail::cache_line) std::atomic<std::uint64_t> statements_{0};
  alignas(detail::cache_line) detail::KnownPosition known_position_;
  /// Last: its thread calls the listener with this engine.
  ConnectionPool pool_;
};

}  // namespace rwsplit
