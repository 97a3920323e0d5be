#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/consistency/mysql_gtid_source.hpp>

namespace rwsplit {

/// Transactions of MySQL servers: what `gtid_executed` says, or the reply to a write.
///
/// Thread safety: a value. What is contained or merged where the room is there already takes no memory.
/// https://dev.mysql.com/doc/refman/en/replication-gtids-concepts.html
class MysqlGtidSet {
 public:
  MysqlGtidSet() = default;

  /// What a server prints: small and capital letters, blanks, line breaks, overlaps and tags included.
  ///
  /// Nothing for anything else; 0, numbers above `max_mysql_gtid_number` and ranges that end before they begin are. The
  /// empty text is the empty set. Takes n log n of the text's length at worst.
  [[nodiscard]] static std::optional<MysqlGtidSet> parse(std::string_view text);

  /// Of sources in any order, each as often as it likes. Nothing if a number or a tag is none.
  [[nodiscard]] static std::optional<MysqlGtidSet> from(std::vector<MysqlGtidSource> sources);

  [[nodiscard]] bool empty() const noexcept { return sources_.empty(); }
  [[nodiscard]] bool contains(const MysqlGtidSet& other) const noexcept;

  void merge(const MysqlGtidSet& other);
  void subtract(const MysqlGtidSet& other);

  /// Adds what `known` has between two transactions that this set has of the same source.
  ///
  /// A unit of work collects its writes one by one, with those of others between them. Those came first, on the same
  /// server: what has the last has had to wait for them as well, and one interval is shorter than many.
  void fill_gaps(const MysqlGtidSet& known);

  /// Removes what comes from servers of which `known` has nothing.
  void keep_sources_of(const MysqlGtidSet& known);

  /// How many transactions of `other` are missing here; what is too many to count is the largest number.
  [[nodiscard]] std::uint64_t distance_to(const MysqlGtidSet& other) const noexcept;

  [[nodiscard]] std::size_t interval_count() const noexcept;

  /// In order of `uuid` and `tag`, each once. Lifetime: until the set changes.
  [[nodiscard]] std::span<const MysqlGtidSource> sources() const noexcept { return sources_; }

  /// As the server prints it, without its line breaks: equal sets, equal texts.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const MysqlGtidSet&, const MysqlGtidSet&) noexcept = default;

 private:
  std::vector<MysqlGtidSource> sources_;
};

}  // namespace rwsplit
