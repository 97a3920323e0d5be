#include <algorithm>
#include <utility>
#include <vector>

#include <rwsplit/consistency/causal_token.hpp>

#include "consistency/token_bytes.hpp"
#include "detail/base64url.hpp"

namespace rwsplit {
namespace {

using detail::TokenReader;
using detail::TokenWriter;

// A token is its version and base64url of these bytes: the number of sources or domains, times 4, plus the flavor; the
// origin, 4 bytes, the lowest first; seconds since 1970; then the sources, or domain, server and sequence of each GTID.
// A source is the 16 bytes of its UUID and a number whose lowest bits say how its intervals follow: (..0) none, it is
// the one from 1 to the rest of the number; (.01) the rest is where the only one begins, its length follows; (.11) the
// rest is how many follow, behind the tag and its length. Each begins so far behind the end of the one before.

constexpr char version = '1';

enum class Content : std::uint8_t {
  nothing = 0,  ///< no position
  mysql = 1,    ///< a `MysqlGtidSet`
  mariadb = 2,  ///< a `MariadbPosition`
};

void write(TokenWriter& to, const MysqlGtidInterval& interval, std::uint64_t before) {
  to.number(interval.first - before);
  to.number(interval.last - interval.first);
}

void write(TokenWriter& to, const MysqlGtidSource& source) {
  to.bytes(source.uuid);
  const MysqlGtidInterval& front = source.intervals.front();
  const bool is_simple = source.tag.empty() && source.intervals.size() == 1;
  if (is_simple && front.first == 1) return to.number(front.last << 1);
  if (is_simple && front.first < std::uint64_t{1} << 62) {
    to.number(front.first << 2 | 1);
    to.number(front.last - front.first);
    return;
  }
  to.number(std::uint64_t{source.intervals.size()} << 2 | 3);
  to.number(source.tag.size());
  for (const char c : source.tag) to.byte(static_cast<std::uint8_t>(c));
  std::uint64_t before = 0;
  for (const MysqlGtidInterval& interval : source.intervals) {
    write(to, interval, before);
    before = interval.last;
  }
}

void write(TokenWriter& to, const MariadbGtid& gtid) {
  to.number(gtid.domain);
  to.number(gtid.server);
  to.number(gtid.sequence);
}

/// The first number of a token: what follows, and how often.
std::uint64_t heading(Content content, std::size_t count) noexcept {
  return std::uint64_t{count} << 2 | static_cast<std::uint64_t>(content);
}

void write(TokenWriter& to, const Position& position, std::uint32_t origin, std::chrono::sys_seconds issued) {
  const MysqlGtidSet* const mysql = position.mysql();
  const MariadbPosition* const mariadb = position.mariadb();
  if (mysql != nullptr) {
    to.number(heading(Content::mysql, mysql->sources().size()));
  } else if (mariadb != nullptr) {
    to.number(heading(Content::mariadb, mariadb->size()));
  } else {
    to.number(heading(Content::nothing, 0));
  }
  for (unsigned shift = 0; shift < 32; shift += 8) to.byte(static_cast<std::uint8_t>(origin >> shift & 0xFF));
  to.number(static_cast<std::uint64_t>(issued.time_since_epoch().count()));
  if (mysql != nullptr) {
    for (const MysqlGtidSource& source : mysql->sources()) write(to, source);
  }
  if (mariadb != nullptr) {
    for (const MariadbGtid& gtid : mariadb->gtids()) write(to, gtid);
  }
}

/// `before` is the number that the interval before ends with.
MysqlGtidInterval read_interval(TokenReader& from, std::uint64_t before) noexcept {
  const std::uint64_t first = before + from.number();
  return {first, first + from.number()};
}

MysqlGtidSource read_source(TokenReader& from) {
  MysqlGtidSource source;
  const auto uuid = from.bytes(source.uuid.size());
  std::copy(uuid.begin(), uuid.end(), source.uuid.begin());
  const std::uint64_t lead = from.number();
  if ((lead & 1) == 0) {
    source.intervals.push_back({1, lead >> 1});
  } else if ((lead & 2) == 0) {
    source.intervals.push_back({lead >> 2, (lead >> 2) + from.number()});
  } else {
    const auto tag = from.bytes(static_cast<std::size_t>(from.number()));
    source.tag.assign(tag.begin(), tag.end());
    std::uint64_t before = 0;
    for (std::uint64_t left = lead >> 2; left > 0 && !from.failed(); --left) {
      source.intervals.push_back(read_interval(from, before));
      before = source.intervals.back().last;
    }
  }
  return source;
}

std::optional<Position> read_mysql(TokenReader& from, std::uint64_t count) {
  std::vector<MysqlGtidSource> sources;
  for (; count > 0 && !from.failed(); --count) sources.push_back(read_source(from));
  std::optional<MysqlGtidSet> set = MysqlGtidSet::from(std::move(sources));
  if (!set) return std::nullopt;
  return Position{*std::move(set)};
}

Position read_mariadb(TokenReader& from, std::uint64_t count) {
  std::vector<MariadbGtid> gtids;
  for (; count > 0 && !from.failed(); --count) {
    MariadbGtid gtid;
    gtid.domain = static_cast<std::uint32_t>(from.number());
    gtid.server = static_cast<std::uint32_t>(from.number());
    gtid.sequence = from.number();
    gtids.push_back(gtid);
  }
  return Position{MariadbPosition{std::move(gtids)}};
}

std::optional<Position> read_position(TokenReader& from, std::uint64_t lead) {
  const std::uint64_t count = lead >> 2;
  switch (static_cast<Content>(lead & 3)) {
    case Content::nothing: return Position{};
    case Content::mysql: return read_mysql(from, count);
    case Content::mariadb: return read_mariadb(from, count);
  }
  return std::nullopt;
}

}  // namespace

CausalToken::CausalToken(Position position, std::uint32_t origin, std::chrono::sys_seconds issued)
    : position_{std::move(position)}, origin_{origin}, issued_{issued} {}

std::optional<CausalToken> CausalToken::parse(std::string_view text) {
  if (text.size() > max_size || !text.starts_with(version)) return std::nullopt;
  const auto bytes = detail::from_base64url(text.substr(1));
  if (!bytes) return std::nullopt;
  TokenReader from{*bytes};
  const std::uint64_t lead = from.number();
  std::uint32_t origin = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) origin |= std::uint32_t{from.byte()} << shift;
  const std::chrono::seconds issued{static_cast<std::int64_t>(from.number())};
  std::optional<Position> position = read_position(from, lead);
  if (!position || from.failed()) return std::nullopt;
  CausalToken token{*std::move(position), origin, std::chrono::sys_seconds{issued}};
  // One token, one text: this refuses whatever else the bytes could say, such as sources out of order.
  if (token.to_string() != text) return std::nullopt;
  return token;
}

std::string CausalToken::to_string() const {
  TokenWriter bytes;
  write(bytes, position_, origin_, issued_);
  return version + detail::base64url(bytes.written());
}

}  // namespace rwsplit
