#include "cluster/analysis_cache.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

#include <rwsplit/routing/weighted_draw.hpp>
#include <rwsplit/sql/classify.hpp>

namespace rwsplit::detail {

namespace {

constexpr std::size_t max_shards = 16;
constexpr std::size_t min_shard_capacity = 64;

// The index within the shard goes by the hash modulo a small number: the shard by the upper half.
std::size_t shard_of(std::size_t hash, std::size_t shards) noexcept {
  return (hash >> (std::numeric_limits<std::size_t>::digits / 2)) % shards;
}

}  // namespace

AnalysisCache::AnalysisCache(DialectSet dialects, std::size_t capacity)
    : dialects_{dialects}, hash_key_{mix(std::bit_cast<std::uintptr_t>(this))} {
  if (capacity == 0) return;
  const std::size_t count = std::clamp<std::size_t>(capacity / min_shard_capacity, 1, max_shards);
  const std::size_t entries = capacity / count;
  shards_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    shards_.push_back(std::make_unique<AnalysisShard>(entries, entries * bytes_per_entry + longest_text));
  }
}

StatementInfo AnalysisCache::info_of(std::string_view text) {
  if (shards_.empty() || text.size() > longest_text) return analyze_only(text);
  const std::size_t hash = hash_of(text);
  AnalysisShard& shard = *shards_[shard_of(hash, shards_.size())];
  if (const auto known = shard.find(hash, text)) return *known;
  const StatementInfo info = classify(text, dialects_);
  shard.insert(hash, text, info);
  return info;
}

std::size_t AnalysisCache::hash_of(std::string_view text) const noexcept {
  return static_cast<std::size_t>(mix(std::hash<std::string_view>{}(text) ^ hash_key_));
}

StatementInfo AnalysisCache::analyze_only(std::string_view text) {
  passed_by_.fetch_add(1, std::memory_order_relaxed);
  return classify(text, dialects_);
}

AnalysisStatistics AnalysisCache::statistics() const {
  AnalysisStatistics sum;
  for (const auto& shard : shards_) shard->add_to(sum);
  sum.misses += passed_by_.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace rwsplit::detail
