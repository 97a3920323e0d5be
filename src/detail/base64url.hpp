#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwsplit::detail {

/// RFC 4648, section 5, without padding.
[[nodiscard]] std::string base64url(std::span<const std::uint8_t> bytes);

/// Nothing for what `base64url()` never says: padding, other characters, bits behind the last byte.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text);

}  // namespace rwsplit::detail
