#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <rwsplit/consistency/mariadb_position.hpp>
#include <rwsplit/consistency/mysql_gtid_set.hpp>
#include <rwsplit/error/flavor.hpp>

namespace rwsplit {

/// How much of what the master has written: of a server, what it has; of a reader, what it must see.
///
/// The empty one is of no flavor: every position contains it, and it takes the flavor of the first that joins it.
///
/// Thread safety: a value.
class Position {
 public:
  Position() = default;
  explicit Position(MysqlGtidSet set);
  explicit Position(MariadbPosition position);

  /// What a server of this flavor prints. Nothing for anything else; SQLite and unknown servers print none.
  [[nodiscard]] static std::optional<Position> parse(Flavor flavor, std::string_view text);

  /// `unknown` if it is empty.
  [[nodiscard]] Flavor flavor() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return std::holds_alternative<std::monostate>(value_); }

  /// A position of another flavor contains only the empty one.
  [[nodiscard]] bool contains(const Position& other) const noexcept;

  /// The least that contains both.
  /// Throws: `UsageError` if both have a flavor, and not the same.
  void merge(const Position& other);

  /// See `MysqlGtidSet::fill_gaps()`; MariaDB's positions have no gaps, and other flavors fill none.
  void fill_gaps(const Position& known);

  /// Removes what comes from servers of which `known` has nothing: on a replica, what it has written by itself.
  void keep_sources_of(const Position& known);

  /// How many transactions of `other` are missing here, for MariaDB by the sequences; nothing of this flavor if it has
  /// another, so all of `other`.
  [[nodiscard]] std::uint64_t distance_to(const Position& other) const noexcept;

  /// As the server prints it.
  [[nodiscard]] std::string to_string() const;

  /// Null if it is of another flavor, or empty. Lifetime: until the position changes.
  [[nodiscard]] const MysqlGtidSet* mysql() const noexcept { return std::get_if<MysqlGtidSet>(&value_); }
  /// Null if it is of another flavor, or empty. Lifetime: until the position changes.
  [[nodiscard]] const MariadbPosition* mariadb() const noexcept { return std::get_if<MariadbPosition>(&value_); }

  friend bool operator==(const Position&, const Position&) noexcept = default;

 private:
  /// Neither alternative is ever empty, so that there is one empty position.
  std::variant<std::monostate, MysqlGtidSet, MariadbPosition> value_;
};

}  // namespace rwsplit
