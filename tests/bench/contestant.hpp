#pragma once

#include <cstdint>

#include "bench/post.hpp"

namespace rwsplit::bench {

enum class Workload : std::uint8_t {
  text_reads,      ///< a point read without parameters, which goes as text
  prepared_reads,  ///< a point read by a bound key
  mix,             ///< nine point reads by key, then one update by key
};

/// One unit of work is this many statements, for instance one request.
inline constexpr std::uint64_t statements_per_unit = 10;

/// Draws keys (Marsaglia's xorshift64). Each thread has its own.
class Keys {
 public:
  explicit Keys(std::uint64_t seed) noexcept : state_{seed} {}

  [[nodiscard]] std::int64_t next() noexcept {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return static_cast<std::int64_t>(state_ % static_cast<std::uint64_t>(post_count)) + 1;
  }

 private:
  std::uint64_t state_;
};

/// One way to run the same statements; every thread has its own object.
class Contestant {
 public:
  Contestant() = default;
  Contestant(const Contestant&) = delete;
  Contestant& operator=(const Contestant&) = delete;
  virtual ~Contestant() = default;

  /// Runs one unit of work. Returns a number made from everything that was read, so that nothing is left out.
  [[nodiscard]] std::uint64_t unit(Workload workload, Keys& keys) {
    switch (workload) {
      case Workload::text_reads: return text_reads();
      case Workload::prepared_reads: return prepared_reads(keys, statements_per_unit);
      case Workload::mix: return mix(keys);
    }
    return 0;
  }

 protected:
  [[nodiscard]] static std::uint64_t seen(const Post& post) noexcept {
    return static_cast<std::uint64_t>(post.id) + post.title.size() + (post.note ? post.note->size() : 0);
  }

 private:
  [[nodiscard]] virtual std::uint64_t text_reads() = 0;
  [[nodiscard]] virtual std::uint64_t prepared_reads(Keys& keys, std::uint64_t count) = 0;
  [[nodiscard]] virtual std::uint64_t mix(Keys& keys) = 0;
};

}  // namespace rwsplit::bench
