#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/dialect.hpp>

namespace rwsplit::detail {

/// Whether the servers of one dialect run what an executable comment holds.
enum class Runs : std::uint8_t {
  no,
  yes,
  some,  ///< those that are as new as its version says
};

/// The opening of an executable comment: `/*!`, `/*M!`, either with a version behind it.
struct ExecutableOpening {
  bool is_mariadbs{false};
  std::size_t digits{0};
  std::uint32_t version{0};

  /// `text` begins behind `/*`.
  [[nodiscard]] static constexpr ExecutableOpening read(std::string_view text) noexcept {
    ExecutableOpening opening{.is_mariadbs = text.front() != '!'};
    text.remove_prefix(opening.is_mariadbs ? 2 : 1);
    // Five or six digits are a version; fewer belong to the text.
    while (opening.digits < 6 && opening.digits < text.size() && is_digit(text[opening.digits])) {
      opening.version = opening.version * 10 + static_cast<std::uint32_t>(text[opening.digits++] - '0');
    }
    if (opening.digits < 5) opening.digits = opening.version = 0;
    return opening;
  }

  /// What stands between `/*` and the text to run.
  [[nodiscard]] constexpr std::size_t length() const noexcept { return (is_mariadbs ? 2U : 1U) + digits; }

  /// MySQL 8.0 is the oldest that counts. A sixth digit is a part of the version only for newer ones.
  [[nodiscard]] constexpr Runs in_mysql() const noexcept {
    if (is_mariadbs) return Runs::no;
    if (digits == 0) return Runs::yes;
    return digits == 5 && version <= 80'000 ? Runs::yes : Runs::some;
  }

  /// MariaDB 10.5 is the oldest that counts. What names a MySQL that came after their parting is for MySQL alone.
  [[nodiscard]] constexpr Runs in_mariadb() const noexcept {
    if (!is_mariadbs && version >= 50'700 && version <= 99'999) return Runs::no;
    return version <= 100'500 ? Runs::yes : Runs::some;
  }

  [[nodiscard]] constexpr Runs in(Dialect dialect) const noexcept {
    switch (dialect) {
      case Dialect::mysql: return in_mysql();
      case Dialect::mariadb: return in_mariadb();
      case Dialect::sqlite: break;
    }
    return Runs::no;
  }
};

/// True when behind `/*` an executable comment goes on.
[[nodiscard]] constexpr bool opens_executable(std::string_view text) noexcept {
  return text.starts_with('!') || text.starts_with("M!");
}

/// False for an optimizer hint that ends within a quotation: for MySQL, quotes in hints hide a closing.
[[nodiscard]] constexpr bool has_closed_quotes(std::string_view hint) noexcept {
  char open = '\0';
  for (const char c : hint) {
    if (c == '\\') return false;
    if (open == '\0' && (c == '\'' || c == '"' || c == '`')) {
      open = c;
    } else if (c == open) {
      open = '\0';
    }
  }
  return open == '\0';
}

}  // namespace rwsplit::detail
