#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include <rwsplit/cluster/analysis_statistics.hpp>
#include <rwsplit/cluster/resolved_statement.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/read_functions.hpp>
#include <rwsplit/sql/statement.hpp>

#include "cluster/analysis_cache.hpp"
#include "cluster/learned_functions.hpp"
#include "cluster/refused_texts.hpp"

namespace rwsplit::detail {

/// What a cluster knows of statements beyond their text: its dialects, which functions only read, and what replicas
/// have refused.
///
/// Thread safety: every member may be called by any thread.
class StatementCatalog {
 public:
  StatementCatalog(DialectSet dialects, std::size_t cache_size, ReadFunctions users_functions);

  /// See `Cluster::resolve`.
  [[nodiscard]] ResolvedStatement resolve(const Statement& statement);
  /// See `Cluster::remember_refused`.
  void remember_refused(std::string_view text) noexcept { refused_.add(text); }
  /// In the place of those learned before. Effective at the next `resolve`: nothing that depends on it is cached.
  void learn(LearnedFunctions functions) RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] AnalysisStatistics statistics() const;

 private:
  [[nodiscard]] bool is_final(const StatementInfo& info) const noexcept;
  [[nodiscard]] StatementInfo info_of(const Statement& statement);
  [[nodiscard]] bool learned_that_it_reads(const StatementInfo& info, std::string_view text) RWSPLIT_EXCLUDES(mutex_);

  const DialectSet dialects_;
  const ReadFunctions users_functions_;
  AnalysisCache analyses_;
  RefusedTexts refused_;
  Mutex mutex_;
  std::shared_ptr<const LearnedFunctions> learned_ RWSPLIT_GUARDED_BY(mutex_);
};

}  // namespace rwsplit::detail
