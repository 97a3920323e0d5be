#include <rwsplit/pool/connection_pool.hpp>

#include <utility>

#include <rwsplit/error/config_error.hpp>

#include "pool/pool_core.hpp"

namespace rwsplit {

ConnectionPool::ConnectionPool(std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options,
                               PoolListener listener) {
  options.validate(connect.engine);
  if (driver == nullptr) throw ConfigError{"engine \"" + connect.engine + "\": the pool needs a driver"};
  core_ = std::make_shared<detail::PoolCore>(std::move(driver), std::move(connect), options, std::move(listener));
  core_->start();
}

ConnectionPool::~ConnectionPool() { detail::PoolCore::end(core_); }

Lease ConnectionPool::acquire(Deadline deadline, SourceLocation where, WhenUnreachable unreachable) {
  return detail::PoolCore::acquire(core_, deadline, where, unreachable);
}

Lease ConnectionPool::acquire(SourceLocation where, WhenUnreachable unreachable) {
  if (Lease lease = detail::PoolCore::take_idle(core_, where)) return lease;  // the common case reads no clock
  return acquire(std::chrono::steady_clock::now() + core_->options().acquire_timeout, where, unreachable);
}

Lease ConnectionPool::try_acquire(SourceLocation where) {
  Lease lease = detail::PoolCore::take_idle(core_, where);
  if (!lease) core_->want_one();
  return lease;
}

void ConnectionPool::close() noexcept { core_->close(); }

bool ConnectionPool::closed() const noexcept { return core_->closed(); }

bool ConnectionPool::drained() const noexcept { return core_->drained(); }

void ConnectionPool::stop() noexcept { core_->stop(); }

bool ConnectionPool::reachable() const noexcept { return core_->reachable(); }

void ConnectionPool::suspect() noexcept { core_->suspect(); }

std::uint32_t ConnectionPool::in_use() const noexcept { return core_->in_use(); }

PoolStatistics ConnectionPool::statistics() const { return core_->statistics(); }

const std::string& ConnectionPool::name() const noexcept { return core_->name(); }

}  // namespace rwsplit
