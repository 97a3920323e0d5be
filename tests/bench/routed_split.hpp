#pragma once

#include <rwsplit/rwsplit.hpp>

#include "bench/contestant.hpp"

namespace rwsplit::bench {

/// The same statements through the library, as its documentation says: one cluster for all threads, one session for a
/// job that only reads, one for each unit of work that also writes. The one write is the unit's last statement, so that
/// its reads are automatic ones.
class RoutedSplit final : public Contestant {
 public:
  explicit RoutedSplit(Cluster& cluster) noexcept : cluster_{cluster} {}

 private:
  [[nodiscard]] static std::uint64_t reads_by_key(RoutingSession& db, Keys& keys, std::uint64_t count) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      sum += seen(db.query_one<Post>("SELECT id, title, views, note FROM bench_post WHERE id = ?", keys.next()));
    }
    return sum;
  }

  [[nodiscard]] std::uint64_t text_reads() override {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < statements_per_unit; ++i) {
      sum += seen(reader_.query_one<Post>("SELECT id, title, views, note FROM bench_post WHERE id = 1234"));
    }
    return sum;
  }
  [[nodiscard]] std::uint64_t prepared_reads(Keys& keys, std::uint64_t count) override {
    return reads_by_key(reader_, keys, count);
  }
  [[nodiscard]] std::uint64_t mix(Keys& keys) override {
    RoutingSession db{cluster_};
    const std::uint64_t sum = reads_by_key(db, keys, statements_per_unit - 1);
    return sum + db.execute("UPDATE bench_post SET views = views + 1 WHERE id = ?", keys.next()).affected_rows;
  }

  Cluster& cluster_;
  /// A job that only reads: like the split by hand it stays with one replica.
  RoutingSession reader_{cluster_};
};

}  // namespace rwsplit::bench
