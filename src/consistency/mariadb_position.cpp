#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

#include <rwsplit/consistency/mariadb_position.hpp>

#include "consistency/position_reader.hpp"

namespace rwsplit {
namespace {

using detail::PositionReader;
using Gtids = std::vector<MariadbGtid>;

bool comes_before(const MariadbGtid& a, const MariadbGtid& b) noexcept {
  return a.domain != b.domain ? a.domain < b.domain : a.server < b.server;
}

bool is_same(const MariadbGtid& a, const MariadbGtid& b) noexcept {
  return a.domain == b.domain && a.server == b.server;
}

/// Of ordered ones: joins it to the last, or adds it.
void append(Gtids& to, const MariadbGtid& next) {
  if (!to.empty() && is_same(to.back(), next)) {
    to.back().sequence = std::max(to.back().sequence, next.sequence);
  } else {
    to.push_back(next);
  }
}

std::optional<MariadbGtid> parse_gtid(PositionReader& reader) noexcept {
  const auto domain = reader.number<std::uint32_t>();
  if (!domain || !reader.take('-')) return std::nullopt;
  const auto server = reader.number<std::uint32_t>();
  if (!server || !reader.take('-')) return std::nullopt;
  const auto sequence = reader.number<std::uint64_t>();
  if (!sequence) return std::nullopt;
  return MariadbGtid{.domain = *domain, .server = *server, .sequence = *sequence};
}

/// Steps to the first of the next domain.
std::uint64_t take_newest(Gtids::const_iterator& it, Gtids::const_iterator end) noexcept {
  const std::uint32_t domain = it->domain;
  std::uint64_t newest = 0;
  for (; it != end && it->domain == domain; ++it) newest = std::max(newest, it->sequence);
  return newest;
}

void print(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits{};
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

}  // namespace

MariadbPosition::MariadbPosition(std::vector<MariadbGtid> gtids) {
  std::sort(gtids.begin(), gtids.end(), comes_before);
  gtids_.reserve(gtids.size());
  for (const MariadbGtid& gtid : gtids) append(gtids_, gtid);
}

std::optional<MariadbPosition> MariadbPosition::parse(std::string_view text) {
  PositionReader reader{text};
  Gtids gtids;
  if (reader.at_end()) return MariadbPosition{};
  do {
    const auto gtid = parse_gtid(reader);
    if (!gtid) return std::nullopt;
    gtids.push_back(*gtid);
  } while (reader.take(','));
  if (!reader.at_end()) return std::nullopt;
  return MariadbPosition{std::move(gtids)};
}

bool MariadbPosition::contains(const MariadbPosition& other) const noexcept {
  auto it = gtids_.begin();
  return std::all_of(other.gtids_.begin(), other.gtids_.end(), [&](const MariadbGtid& gtid) {
    it = std::lower_bound(it, gtids_.end(), gtid, comes_before);
    return it != gtids_.end() && is_same(*it, gtid) && it->sequence >= gtid.sequence;
  });
}

void MariadbPosition::merge(const MariadbPosition& other) {
  Gtids added;
  auto it = gtids_.begin();
  for (const MariadbGtid& gtid : other.gtids_) {
    it = std::lower_bound(it, gtids_.end(), gtid, comes_before);
    if (it != gtids_.end() && is_same(*it, gtid)) {
      it->sequence = std::max(it->sequence, gtid.sequence);
    } else {
      added.push_back(gtid);
    }
  }
  if (added.empty()) return;
  const auto own = static_cast<Gtids::difference_type>(gtids_.size());
  gtids_.insert(gtids_.end(), added.begin(), added.end());
  std::inplace_merge(gtids_.begin(), gtids_.begin() + own, gtids_.end(), comes_before);
}

void MariadbPosition::keep_sources_of(const MariadbPosition& known) {
  std::erase_if(gtids_, [&](const MariadbGtid& gtid) {
    return std::none_of(known.gtids_.begin(), known.gtids_.end(), [&](const MariadbGtid& other) {
      return other.domain == gtid.domain && other.server == gtid.server;
    });
  });
}

MariadbPosition MariadbPosition::newest_per_domain() const {
  MariadbPosition newest;
  for (const MariadbGtid& gtid : gtids_) {
    if (newest.gtids_.empty() || newest.gtids_.back().domain != gtid.domain) {
      newest.gtids_.push_back(gtid);
    } else if (newest.gtids_.back().sequence <= gtid.sequence) {
      newest.gtids_.back() = gtid;
    }
  }
  return newest;
}

std::uint64_t MariadbPosition::distance_to(const MariadbPosition& other) const noexcept {
  std::uint64_t sum = 0;
  auto own = gtids_.begin();
  for (auto it = other.gtids_.begin(); it != other.gtids_.end();) {
    const std::uint32_t domain = it->domain;
    const std::uint64_t there = take_newest(it, other.gtids_.end());
    while (own != gtids_.end() && own->domain < domain) ++own;
    const bool is_known = own != gtids_.end() && own->domain == domain;
    const std::uint64_t here = is_known ? take_newest(own, gtids_.end()) : 0;
    const std::uint64_t ahead = there > here ? there - here : 0;
    if (ahead > std::numeric_limits<std::uint64_t>::max() - sum) return std::numeric_limits<std::uint64_t>::max();
    sum += ahead;
  }
  return sum;
}

std::string MariadbPosition::to_string() const {
  std::string text;
  for (const MariadbGtid& gtid : gtids_) {
    if (!text.empty()) text.push_back(',');
    print(text, gtid.domain);
    text.push_back('-');
    print(text, gtid.server);
    text.push_back('-');
    print(text, gtid.sequence);
  }
  return text;
}

}  // namespace rwsplit
