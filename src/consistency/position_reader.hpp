#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace rwsplit::detail {

/// Reads what a server prints of positions, from left to right. Blanks are allowed before each part, not within.
class PositionReader {
 public:
  explicit PositionReader(std::string_view text) noexcept : rest_{text} { skip_blanks(); }

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char next() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

  /// Steps over this character, if it is the next.
  [[nodiscard]] bool take(char character) noexcept {
    if (!rest_.starts_with(character)) return false;
    static_cast<void>(take(std::size_t{1}));
    return true;
  }

  /// As many characters, or as many as there are.
  std::string_view take(std::size_t count) noexcept {
    const std::string_view part = rest_.substr(0, count);
    rest_.remove_prefix(part.size());
    skip_blanks();
    return part;
  }

  /// A decimal number without a sign; nothing for one that does not fit.
  template <typename Number>
  [[nodiscard]] std::optional<Number> number() noexcept {
    Number value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    static_cast<void>(take(static_cast<std::size_t>(end - rest_.data())));
    return value;
  }

  /// The characters up to the first for which `is_part` says no.
  template <typename Predicate>
  [[nodiscard]] std::string_view while_true(Predicate is_part) noexcept {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_part);
    return take(static_cast<std::size_t>(end - rest_.begin()));
  }

 private:
  void skip_blanks() noexcept { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n\v\f\r"), rest_.size())); }

  std::string_view rest_;
};

}  // namespace rwsplit::detail
