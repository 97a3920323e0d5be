#include "cluster/statement_catalog.hpp"

#include <utility>

#include <rwsplit/sql/resolve.hpp>

namespace rwsplit::detail {

namespace {

StatementInfo as_refused(StatementInfo info) noexcept {
  info.kind = StatementKind::unknown;
  info.doubt = Doubt::refused_before;
  info.stopped_at = 0;
  info.read_in = {};
  info.read_if_functions_in = {};
  return info;
}

}  // namespace

StatementCatalog::StatementCatalog(DialectSet dialects, std::size_t cache_size, ReadFunctions users_functions)
    : dialects_{dialects},
      users_functions_{std::move(users_functions)},
      analyses_{dialects, cache_size},
      learned_{std::make_shared<LearnedFunctions>()} {}

ResolvedStatement StatementCatalog::resolve(const Statement& statement) {
  const bool refused = refused_.has(statement.text);
  if (statement.classified && !refused && is_final(statement.info)) return ResolvedStatement{statement};
  const StatementInfo info = info_of(statement);
  return {statement, refused ? as_refused(info) : info};
}

// Whether neither the cluster's dialects nor anybody's functions make a difference.
bool StatementCatalog::is_final(const StatementInfo& info) const noexcept {
  if (info.is_plain_read()) return info.read_in.includes(dialects_);
  return !(info.read_in | info.read_if_functions_in).includes(dialects_);
}

StatementInfo StatementCatalog::info_of(const Statement& statement) {
  const bool for_fewer_dialects = statement.info.is_plain_read() && !statement.info.read_in.includes(dialects_);
  const bool analyzed = statement.classified && !for_fewer_dialects;
  const StatementInfo info = analyzed ? statement.info : analyses_.info_of(statement.text);
  if (is_final(info)) return info;
  StatementInfo resolved = rwsplit::resolve(info, statement.text, dialects_, users_functions_);
  if (!resolved.is_plain_read() && learned_that_it_reads(info, statement.text)) make_read(resolved, dialects_);
  return resolved;
}

bool StatementCatalog::learned_that_it_reads(const StatementInfo& info, std::string_view text) {
  std::shared_ptr<const LearnedFunctions> learned;
  {
    const MutexLock lock{mutex_};
    learned = learned_;
  }
  return calls_only_reads(info, text, dialects_, [&](std::string_view name) {
    return learned->contains(name) || users_functions_.contains(name);
  });
}

void StatementCatalog::learn(LearnedFunctions functions) {
  auto fresh = std::make_shared<const LearnedFunctions>(std::move(functions));
  const MutexLock lock{mutex_};
  learned_.swap(fresh);  // what was learned before is destroyed without the lock
}

AnalysisStatistics StatementCatalog::statistics() const {
  AnalysisStatistics sum = analyses_.statistics();
  sum.refused = refused_.added();
  return sum;
}

}  // namespace rwsplit::detail
