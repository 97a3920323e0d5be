#pragma once

#include <cstddef>

namespace rwsplit::detail {

/// What one thread writes all the time must not lie beside what others only read: a processor takes the whole line away
/// from them. `std::hardware_destructive_interference_size` would put the compiler's flags into the layout of headers.
inline constexpr std::size_t cache_line{64};

}  // namespace rwsplit::detail
