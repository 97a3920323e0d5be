#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/cluster/master_history.hpp>
#include <rwsplit/detail/mutex.hpp>

namespace rwsplit::detail {

/// The last masters that were replaced. What sessions have seen there can be compared with the next one only if
/// somebody knows how far the old one had come, and statements were on their way when it was replaced: so it is asked
/// afterwards.
///
/// Thread safety: all members.
class FormerMasters {
 public:
  /// To be called before sessions see its successor. `origin`: 0 if nobody has asked it yet, so that nobody can rely on
  /// anything of it.
  void add(const Engine& engine, std::uint32_t origin) RWSPLIT_EXCLUDES(mutex_);

  /// What had been shown by the time of that round by the master of that origin, or by its replicas; nothing if it is
  /// none of these, or cannot be asked any more. One that was silent once is not asked again: nobody shall wait for a
  /// dead server twice.
  ///
  /// Blocking: on a connect and one reply, both with the limits of a monitor; callers take turns.
  [[nodiscard]] std::optional<Position> ask(std::uint32_t origin, std::uint64_t round, MasterHistory& history)
      RWSPLIT_EXCLUDES(mutex_);

 private:
  struct Server {
    std::uint32_t origin{0};
    std::shared_ptr<Driver> driver{};
    ConnectOptions options{};
  };

  Mutex mutex_;
  /// A ring; those without a driver are silent, or were never added.
  std::array<Server, 4> servers_ RWSPLIT_GUARDED_BY(mutex_);
  std::size_t next_ RWSPLIT_GUARDED_BY(mutex_){0};
};

}  // namespace rwsplit::detail
