#pragma once

#include <rwsplit/driver/connection.hpp>

namespace rwsplit {

namespace detail {
class PoolCore;
struct PoolSlot;
}  // namespace detail

/// A connection on loan from a pool; its destructor gives it back.
///
/// It goes back as it is when it is at a clean boundary and nothing marked it dirty. It is rolled back and reset by the
/// pool's own thread when it was marked, or when its status says that a transaction was not ended. It is closed when
/// its status says that it is unusable. Only clean connections reach the next caller. Thread safety: one thread at a
/// time; may be moved to another. Lifetime: may outlive the pool object.
class [[nodiscard]] Lease {
 public:
  Lease() noexcept = default;
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&& other) noexcept;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  /// Blocking: never; closing and resetting happen on the pool's thread (once the pool is gone: closed here).
  ~Lease();

  [[nodiscard]] explicit operator bool() const noexcept { return connection_ != nullptr; }
  /// Requires a connection, like `operator->`.
  [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }
  [[nodiscard]] Connection* operator->() const noexcept { return connection_; }

  /// The session state of the connection was changed: reset it before anyone else gets it.
  void mark_dirty() noexcept { dirty_ = true; }
  /// Close it instead of giving it to anyone else.
  void mark_broken() noexcept { broken_ = true; }

 private:
  friend class detail::PoolCore;
  Lease(detail::PoolCore& core, detail::PoolSlot& slot) noexcept;
  void give_back() noexcept;

  /// There as long as a connection of it is on loan.
  detail::PoolCore* core_{nullptr};
  detail::PoolSlot* slot_{nullptr};
  Connection* connection_{nullptr};
  bool dirty_{false};
  bool broken_{false};
};

}  // namespace rwsplit
