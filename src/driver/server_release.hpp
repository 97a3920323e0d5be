#pragma once

#include <charconv>
#include <compare>
#include <string_view>
#include <system_error>

namespace rwsplit::detail {

/// The numbers at the beginning of a server's version; what is missing is 0.
struct Release {
  unsigned major{0};
  unsigned minor{0};
  unsigned patch{0};
  friend auto operator<=>(const Release&, const Release&) = default;
};

[[nodiscard]] inline Release release_of(std::string_view version) noexcept {
  Release release;
  const char* at = version.data();
  const char* const end = at + version.size();
  for (unsigned* const part : {&release.major, &release.minor, &release.patch}) {
    const auto [rest, error] = std::from_chars(at, end, *part);
    if (error != std::errc{} || rest == end || *rest != '.') break;
    at = rest + 1;
  }
  return release;
}

}  // namespace rwsplit::detail
