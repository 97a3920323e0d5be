#pragma once

#include <chrono>
#include <csignal>
#include <ctime>

#include <pthread.h>

namespace guestbook {

/// Ctrl-C and `kill`, taken in order by the thread that asks for them instead of at any moment by any thread.
///
/// Make it before the first thread, which then leaves the signals alone as well.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /// Blocking: until a signal arrives.
  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

  /// Blocking: until a signal arrives, then true, or the time is over.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds time) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec limit{.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds{time - seconds}.count()};
    return sigtimedwait(&signals_, nullptr, &limit) > 0;
  }

 private:
  sigset_t signals_{};
};

}  // namespace guestbook
