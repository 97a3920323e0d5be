#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rwsplit::bench {

/// A row of the table that the benchmark reads and writes.
struct Post {
  std::int64_t id{};
  std::string title;
  std::int32_t views{};
  std::optional<std::string> note;
};

inline constexpr std::int64_t post_count = 2000;

/// Longest title of a post; its column has this width.
inline constexpr std::size_t longest_title = 80;

}  // namespace rwsplit::bench
