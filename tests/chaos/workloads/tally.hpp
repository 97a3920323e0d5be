#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit::chaos {

/// What the workers of one phase have done.
///
/// Thread safety: every member may be called by any thread.
class Tally {
 public:
  using Count = std::atomic<std::uint64_t>;

  Count pairs{0};  ///< a write, and a read of it by the same session or by one that got its token
  Count reads{0};  ///< with a promise; a read scope counts once
  Count reads_on_replicas{0};
  Count told{0};        ///< `CausalTokenLost`
  Count told_again{0};  ///< to a session that was told of the same loss before

  void count(rwsplit::Outcome outcome) noexcept { ++errors_[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::uint64_t errors(rwsplit::Outcome outcome) const noexcept {
    return errors_[static_cast<std::size_t>(outcome)];
  }

  /// What must not happen whatever the servers do.
  void add_mistake(std::string text) RWSPLIT_EXCLUDES(mutex_) {
    const detail::MutexLock lock{mutex_};
    if (mistakes_.size() < 20) mistakes_.push_back(std::move(text));
  }
  [[nodiscard]] std::vector<std::string> mistakes() RWSPLIT_EXCLUDES(mutex_) {
    const detail::MutexLock lock{mutex_};
    return mistakes_;
  }

 private:
  std::array<Count, static_cast<std::size_t>(rwsplit::Outcome::misuse) + 1> errors_{};
  detail::Mutex mutex_;
  std::vector<std::string> mistakes_ RWSPLIT_GUARDED_BY(mutex_);
};

}  // namespace rwsplit::chaos
