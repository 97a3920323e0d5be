#include "cluster/reply_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace rwsplit::detail {

namespace {

[[nodiscard]] constexpr char lower(char c) noexcept {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] bool same_word(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::optional<std::string> shown(const Value& value) {
  if (value.has_bytes()) return std::string{value.as_bytes()};
  if (value.kind() == ValueKind::integer) return std::to_string(value.as_integer());
  if (value.kind() == ValueKind::unsigned_integer) return std::to_string(value.as_unsigned());
  if (value.kind() == ValueKind::real) return std::to_string(value.as_real());
  return std::nullopt;
}

std::optional<std::string> cell(const ResultSet& rows, std::size_t row, std::size_t column) {
  if (row >= rows.row_count() || column >= rows.column_count()) return std::nullopt;
  return shown(rows.at(row, column));
}

std::optional<std::uint64_t> number_in(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return number;
}

bool means_on(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> off{"", "0", "OFF", "NO"};
  return std::none_of(off.begin(), off.end(), [&](std::string_view word) { return same_word(word, text); });
}

std::optional<std::string> NamedRow::text(std::string_view name, std::string_view older_name) const {
  for (const std::string_view wanted : {name, older_name}) {
    for (std::size_t column = 0; column < rows_.column_count(); ++column) {
      if (same_word(rows_.columns()[column].name, wanted)) return shown(rows_.at(row_, column));
    }
  }
  return std::nullopt;
}

}  // namespace rwsplit::detail
