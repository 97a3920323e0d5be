#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

#include <rwsplit/consistency/mysql_gtid_set.hpp>

#include "consistency/gtid_intervals.hpp"
#include "consistency/position_reader.hpp"

namespace rwsplit {
namespace {

using detail::PositionReader;
using Sources = std::vector<MysqlGtidSource>;
using Uuid = decltype(MysqlGtidSource::uuid);

constexpr std::size_t uuid_size = 36;
constexpr std::size_t max_tag_size = 32;

bool comes_before(const MysqlGtidSource& a, const MysqlGtidSource& b) noexcept {
  if (a.uuid != b.uuid) return a.uuid < b.uuid;
  return a.tag < b.tag;
}

/// Where this source is or would be among ordered ones.
template <typename Iterator>
Iterator find_from(Iterator from, Iterator end, const MysqlGtidSource& source) noexcept {
  return std::lower_bound(from, end, source, comes_before);
}

bool is_same(const MysqlGtidSource& a, const MysqlGtidSource& b) noexcept { return a.uuid == b.uuid && a.tag == b.tag; }

// Letters of tags and hexadecimal digits are asked for without <cctype>: it depends on the locale.

constexpr char small_letter(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_small_tag_character(char c) noexcept { return (c >= 'a' && c <= 'z') || c == '_' || is_digit(c); }

bool is_tag_character(char c) noexcept { return is_small_tag_character(small_letter(c)); }

bool is_tag(std::string_view tag) noexcept {
  if (tag.empty()) return true;
  return tag.size() <= max_tag_size && !is_digit(tag.front()) &&
         std::all_of(tag.begin(), tag.end(), is_small_tag_character);
}

bool is_valid(const MysqlGtidSource& source) noexcept {
  return is_tag(source.tag) && std::all_of(source.intervals.begin(), source.intervals.end(), [](const auto& interval) {
           return interval.first >= 1 && interval.first <= interval.last && interval.last <= max_mysql_gtid_number;
         });
}

/// 16 is no digit.
constexpr unsigned hexadecimal(char c) noexcept {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char small = small_letter(c);
  return small >= 'a' && small <= 'f' ? static_cast<unsigned>(small - 'a') + 10 : 16;
}

constexpr bool is_dash_before(std::size_t byte) noexcept { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

std::optional<Uuid> parse_uuid(std::string_view text) noexcept {
  if (text.size() != uuid_size) return std::nullopt;
  Uuid uuid{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (is_dash_before(i) && text[at++] != '-') return std::nullopt;
    const unsigned high = hexadecimal(text[at]);
    const unsigned low = hexadecimal(text[at + 1]);
    if (high > 15 || low > 15) return std::nullopt;
    uuid[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return uuid;
}

std::optional<MysqlGtidInterval> parse_interval(PositionReader& reader) noexcept {
  const auto first = reader.number<std::uint64_t>();
  if (!first) return std::nullopt;
  if (!reader.take('-')) return MysqlGtidInterval{*first, *first};
  const auto last = reader.number<std::uint64_t>();
  if (!last) return std::nullopt;
  return MysqlGtidInterval{*first, *last};
}

/// `uuid:1-3:5:tag:7`: what comes behind a tag is of it. At least one number each.
bool parse_item(PositionReader& reader, Sources& sources) {
  const auto uuid = parse_uuid(reader.take(uuid_size));
  if (!uuid || reader.next() != ':') return false;
  sources.push_back({.uuid = *uuid});
  while (reader.take(':')) {
    if (is_tag_character(reader.next()) && !is_digit(reader.next())) {
      std::string tag{reader.while_true(is_tag_character)};
      std::transform(tag.begin(), tag.end(), tag.begin(), small_letter);
      if (!reader.take(':')) return false;
      sources.push_back({.uuid = *uuid, .tag = std::move(tag)});
    }
    const auto interval = parse_interval(reader);
    if (!interval) return false;
    sources.back().intervals.push_back(*interval);
  }
  return true;
}

/// Of ordered sources: those of one name become one, and those of no number go.
void join(Sources& sources) {
  auto to = sources.begin();
  for (auto it = sources.begin(); it != sources.end(); ++it) {
    if (it->intervals.empty()) continue;
    if (to != sources.begin() && is_same(*std::prev(to), *it)) {
      auto& intervals = std::prev(to)->intervals;
      intervals.insert(intervals.end(), it->intervals.begin(), it->intervals.end());
    } else {
      if (to != it) *to = std::move(*it);
      ++to;
    }
  }
  sources.erase(to, sources.end());
}

void print(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits{};
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void print(std::string& text, const Uuid& uuid) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (is_dash_before(i)) text.push_back('-');
    text.push_back(digits[uuid[i] >> 4]);
    text.push_back(digits[uuid[i] & 15]);
  }
}

void print(std::string& text, const MysqlGtidInterval& interval) {
  text.push_back(':');
  print(text, interval.first);
  if (interval.first == interval.last) return;
  text.push_back('-');
  print(text, interval.last);
}

}  // namespace

std::optional<MysqlGtidSet> MysqlGtidSet::parse(std::string_view text) {
  PositionReader reader{text};
  Sources sources;
  if (reader.at_end()) return MysqlGtidSet{};
  do {
    if (!parse_item(reader, sources)) return std::nullopt;
  } while (reader.take(','));
  if (!reader.at_end()) return std::nullopt;
  return from(std::move(sources));
}

std::optional<MysqlGtidSet> MysqlGtidSet::from(std::vector<MysqlGtidSource> sources) {
  if (!std::all_of(sources.begin(), sources.end(), is_valid)) return std::nullopt;
  std::sort(sources.begin(), sources.end(), comes_before);
  join(sources);
  for (MysqlGtidSource& source : sources) detail::normalize(source.intervals);
  MysqlGtidSet set;
  set.sources_ = std::move(sources);
  return set;
}

bool MysqlGtidSet::contains(const MysqlGtidSet& other) const noexcept {
  auto it = sources_.begin();
  return std::all_of(other.sources_.begin(), other.sources_.end(), [&](const MysqlGtidSource& source) {
    it = find_from(it, sources_.end(), source);
    return it != sources_.end() && is_same(*it, source) && detail::contains(it->intervals, source.intervals);
  });
}

void MysqlGtidSet::merge(const MysqlGtidSet& other) {
  Sources added;
  auto it = sources_.begin();
  for (const MysqlGtidSource& source : other.sources_) {
    it = find_from(it, sources_.end(), source);
    if (it != sources_.end() && is_same(*it, source)) {
      detail::merge(it->intervals, source.intervals);
    } else {
      added.push_back(source);
    }
  }
  if (added.empty()) return;
  const auto own = static_cast<Sources::difference_type>(sources_.size());
  std::move(added.begin(), added.end(), std::back_inserter(sources_));
  std::inplace_merge(sources_.begin(), sources_.begin() + own, sources_.end(), comes_before);
}

void MysqlGtidSet::subtract(const MysqlGtidSet& other) {
  auto hole = other.sources_.begin();
  for (MysqlGtidSource& source : sources_) {
    hole = find_from(hole, other.sources_.end(), source);
    if (hole == other.sources_.end()) break;
    if (is_same(*hole, source)) source.intervals = detail::difference(source.intervals, hole->intervals);
  }
  join(sources_);
}

void MysqlGtidSet::fill_gaps(const MysqlGtidSet& known) {
  auto it = known.sources_.begin();
  for (MysqlGtidSource& source : sources_) {
    it = find_from(it, known.sources_.end(), source);
    if (it == known.sources_.end()) return;
    if (is_same(*it, source)) detail::fill_gaps(source.intervals, it->intervals);
  }
}

void MysqlGtidSet::keep_sources_of(const MysqlGtidSet& known) {
  std::erase_if(sources_, [&](const MysqlGtidSource& source) {
    return std::none_of(known.sources_.begin(), known.sources_.end(),
                        [&](const MysqlGtidSource& other) { return other.uuid == source.uuid; });
  });
}

std::uint64_t MysqlGtidSet::distance_to(const MysqlGtidSet& other) const noexcept {
  static const detail::GtidIntervals none;
  std::uint64_t sum = 0;
  auto it = sources_.begin();
  for (const MysqlGtidSource& source : other.sources_) {
    it = find_from(it, sources_.end(), source);
    const bool is_known = it != sources_.end() && is_same(*it, source);
    const std::uint64_t missing = detail::count_missing(is_known ? it->intervals : none, source.intervals);
    if (missing > std::numeric_limits<std::uint64_t>::max() - sum) return std::numeric_limits<std::uint64_t>::max();
    sum += missing;
  }
  return sum;
}

std::size_t MysqlGtidSet::interval_count() const noexcept {
  std::size_t count = 0;
  for (const MysqlGtidSource& source : sources_) count += source.intervals.size();
  return count;
}

std::string MysqlGtidSet::to_string() const {
  std::string text;
  const MysqlGtidSource* before = nullptr;
  for (const MysqlGtidSource& source : sources_) {
    if (before == nullptr || before->uuid != source.uuid) {
      if (before != nullptr) text.push_back(',');
      print(text, source.uuid);
    }
    if (!source.tag.empty()) text.append(":").append(source.tag);
    for (const MysqlGtidInterval& interval : source.intervals) print(text, interval);
    before = &source;
  }
  return text;
}

}  // namespace rwsplit
