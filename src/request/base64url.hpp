#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace rwsplit::detail {

/// RFC 4648, section 5, without padding.
[[nodiscard]] std::string base64url(std::span<const std::uint8_t> bytes);

}  // namespace rwsplit::detail
