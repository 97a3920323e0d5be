#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/consistency/mariadb_gtid.hpp>

namespace rwsplit {

/// The newest transaction of each domain and server: what `gtid_binlog_state` says.
///
/// `gtid_slave_pos` and `last_gtid` have one server for each domain, the last that wrote. That is not enough to prove
/// that a transaction is there: after a failover with loss, another server's sequence may have passed the lost one.
///
/// Thread safety: a value. What is contained or merged where the room is there already takes no memory.
/// https://mariadb.com/kb/en/gtid/
class MariadbPosition {
 public:
  MariadbPosition() = default;
  /// In any order; of one domain and server the largest sequence.
  explicit MariadbPosition(std::vector<MariadbGtid> gtids);

  /// `0-1-5,0-2-7,1-1-3`, with or without blanks. Nothing for anything else; the empty text is the empty position.
  /// Takes n log n of the text's length at worst.
  [[nodiscard]] static std::optional<MariadbPosition> parse(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return gtids_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return gtids_.size(); }

  /// Has it, for each domain and server of `other`, that sequence or a later one?
  [[nodiscard]] bool contains(const MariadbPosition& other) const noexcept;

  /// The larger sequence of each domain and server.
  void merge(const MariadbPosition& other);

  /// Removes what comes from servers of which `known` has nothing in that domain.
  void keep_sources_of(const MariadbPosition& known);

  /// What `MASTER_GTID_WAIT` understands: of each domain the largest sequence, of the larger server id if two have it.
  [[nodiscard]] MariadbPosition newest_per_domain() const;

  /// How far the newest of `other` is ahead, all domains together; what is too much to count is the largest number.
  [[nodiscard]] std::uint64_t distance_to(const MariadbPosition& other) const noexcept;

  /// In order of domain and server, each pair once. Lifetime: until the position changes.
  [[nodiscard]] std::span<const MariadbGtid> gtids() const noexcept { return gtids_; }

  /// Equal positions, equal texts.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const MariadbPosition&, const MariadbPosition&) noexcept = default;

 private:
  std::vector<MariadbGtid> gtids_;
};

}  // namespace rwsplit
