#pragma once

#include <optional>
#include <string_view>

namespace rwsplit::detail {

/// The next value of that name, and removes everything up to it from `header`, the value of a header `Cookie`
/// (RFC 6265, 4.2.1); nothing, and an empty `header`, if there is none. Quotes around a value are no part of it. A
/// comma separates as well: that is how headers of the same name are folded into one (RFC 9110, 5.3).
[[nodiscard]] std::optional<std::string_view> take_cookie(std::string_view& header, std::string_view name) noexcept;

/// A token of RFC 9110, 5.6.2: what may be the name of a cookie or of a header.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

}  // namespace rwsplit::detail
