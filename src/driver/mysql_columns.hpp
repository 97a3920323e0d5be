#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <rwsplit/row/result_set.hpp>

#include "mysql_api.hpp"

namespace rwsplit::detail {

/// How the bytes of one column become a `Value`.
enum class ColumnFormat : std::uint8_t {
  integer,           ///< any signed width, and YEAR
  unsigned_integer,  ///< any unsigned width
  single,            ///< FLOAT: 32 bits, in text too, so that both protocols give the same number
  real,              ///< DOUBLE
  decimal,           ///< DECIMAL, stays text
  date,              ///< DATE
  time,              ///< TIME
  datetime,          ///< DATETIME and TIMESTAMP
  bits,              ///< BIT
  text,              ///< characters
  blob,              ///< bytes
};

[[nodiscard]] ColumnFormat format_of(const MYSQL_FIELD& field) noexcept;

/// The columns of a result, and how to read them. Shared with every result set of the same statement.
struct ColumnSet {
  /// What a column looks like on the wire, and what follows from that.
  struct Shape {
    enum_field_types type;
    unsigned flags;
    unsigned charset;
    unsigned decimals;
    ColumnFormat format;
  };

  std::shared_ptr<const ResultSet::Columns> columns{std::make_shared<const ResultSet::Columns>()};
  std::vector<Shape> shapes;

  ColumnSet() = default;
  explicit ColumnSet(std::span<const MYSQL_FIELD> fields);

  /// False when the server meanwhile describes the columns otherwise, for instance after ALTER TABLE.
  [[nodiscard]] bool describes(std::span<const MYSQL_FIELD> fields) const noexcept;
};

/// A value of the text protocol. Lifetime: of `text`.
[[nodiscard]] Value value_from_text(ColumnFormat format, std::string_view text) noexcept;

}  // namespace rwsplit::detail
