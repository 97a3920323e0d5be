#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/row/result_set.hpp>

namespace rwsplit::detail {

/// A number or a text as text, whichever of them a server's version happens to send; nothing for NULL and dates.
[[nodiscard]] std::optional<std::string> shown(const Value& value);

/// A cell as `shown`; nothing also where the server has sent fewer rows or columns than it was asked for.
[[nodiscard]] std::optional<std::string> cell(const ResultSet& rows, std::size_t row, std::size_t column);

/// The number that the whole text is; nothing if it is none.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text) noexcept;

/// `1`, `ON`, `YES`, and any other word that is no "off": newer servers have several kinds of on.
[[nodiscard]] bool means_on(std::string_view text) noexcept;

/// One row whose columns are looked up by name: what a statement of the SHOW kind returns depends on the version.
///
/// Lifetime: within the result set's.
class NamedRow {
 public:
  NamedRow(const ResultSet& rows, std::size_t row) noexcept : rows_{rows}, row_{row} {}

  /// Under the first of the names that exists; nothing for NULL, too. The case of the letters does not matter.
  [[nodiscard]] std::optional<std::string> text(std::string_view name, std::string_view older_name = {}) const;

 private:
  const ResultSet& rows_;
  std::size_t row_;
};

}  // namespace rwsplit::detail
