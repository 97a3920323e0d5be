#pragma once

#include <string_view>

namespace rwsplit::detail {

/// Whether the host is this machine. `127.example.org` is somebody else's.
[[nodiscard]] inline bool is_loopback(std::string_view host) noexcept {
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "::1" || (numeric && host.starts_with("127."));
}

}  // namespace rwsplit::detail
