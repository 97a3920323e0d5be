#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/analysis_statistics.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>

#include "cluster/analysis_shard.hpp"

namespace rwsplit::detail {

/// What `classify` says of texts, remembered.
///
/// An analysis depends on nothing but the text, so that nothing here ever has to be taken back. Two threads that bring
/// the same new text both analyse it: that is cheaper than to wait for each other.
/// Thread safety: every member may be called by any thread.
class AnalysisCache {
 public:
  /// Longer ones are analysed every time.
  static constexpr std::size_t longest_text = 16 * 1024;
  /// What a text and its analysis may take on average.
  static constexpr std::size_t bytes_per_entry = 1024;

  /// Keeps at most `capacity` texts, none with 0.
  AnalysisCache(DialectSet dialects, std::size_t capacity);

  [[nodiscard]] StatementInfo info_of(std::string_view text);
  /// `refused` is not known here.
  [[nodiscard]] AnalysisStatistics statistics() const;

 private:
  [[nodiscard]] std::size_t hash_of(std::string_view text) const noexcept;
  [[nodiscard]] StatementInfo analyze_only(std::string_view text);

  const DialectSet dialects_;
  /// Another one in each cache, so that nobody can choose texts that crowd in one place of it.
  const std::uint64_t hash_key_;
  std::vector<std::unique_ptr<AnalysisShard>> shards_;
  /// Misses of texts that no shard would have.
  std::atomic<std::uint64_t> passed_by_{0};
};

}  // namespace rwsplit::detail
