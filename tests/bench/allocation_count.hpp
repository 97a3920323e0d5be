#pragma once

#include <cstdint>

namespace rwsplit::bench {

/// How often this thread has called `operator new`. A program that links allocation_count.cpp counts.
[[nodiscard]] std::uint64_t allocations() noexcept;

}  // namespace rwsplit::bench
