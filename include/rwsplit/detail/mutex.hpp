#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <rwsplit/detail/thread_annotations.hpp>

namespace rwsplit::detail {

/// A `std::mutex` that clang's thread-safety analysis can follow.
class RWSPLIT_CAPABILITY("mutex") Mutex {
 public:
  void lock() RWSPLIT_ACQUIRE() { mutex_.lock(); }
  void unlock() RWSPLIT_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds a `Mutex` for its lifetime; `unlock()`/`lock()` open a gap, for instance around I/O.
class RWSPLIT_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) RWSPLIT_ACQUIRE(mutex) : mutex_{mutex} { mutex_.lock(); }
  ~MutexLock() RWSPLIT_RELEASE() {
    if (locked_) mutex_.unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() RWSPLIT_ACQUIRE() {
    mutex_.lock();
    locked_ = true;
  }
  void unlock() RWSPLIT_RELEASE() {
    mutex_.unlock();
    locked_ = false;
  }

 private:
  Mutex& mutex_;
  bool locked_{true};
};

/// A condition variable over `Mutex`. The caller holds the mutex and re-checks its condition in a loop.
class ConditionVariable {
 public:
  void wait(Mutex& mutex) RWSPLIT_REQUIRES(mutex) { condition_.wait(mutex); }

  /// Returns false when the deadline has passed.
  bool wait_until(Mutex& mutex, std::chrono::steady_clock::time_point deadline) RWSPLIT_REQUIRES(mutex) {
    return condition_.wait_until(mutex, deadline) == std::cv_status::no_timeout;
  }

  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace rwsplit::detail
