#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/consistency/position.hpp>

#include "require.hpp"

namespace {

using rwsplit::Flavor;
using rwsplit::Position;

Position merged(Position a, const Position& b) {
  a.merge(b);
  return a;
}

/// What holds of any two positions of one flavor.
void check_pair(const Position& a, const Position& b) {
  const Position both = merged(a, b);
  require(both == merged(b, a));
  require(both.contains(a) && both.contains(b));
  require(a.contains(b) == (both == a));
  require(merged(both, a) == both);
  require(both.distance_to(a) == 0);
  Position filled = a;
  filled.fill_gaps(b);
  require(filled.contains(a) && both.contains(filled));
}

void check_mysql(const rwsplit::MysqlGtidSet& a, const rwsplit::MysqlGtidSet& b) {
  rwsplit::MysqlGtidSet rest = a;
  rest.subtract(b);
  require(a.contains(rest));
  require(rest.empty() == b.contains(a));
  require(rest.distance_to(a) == 0 || !b.empty());
  require((b.distance_to(a) == 0) == rest.empty());
  rest.merge(b);
  require(rest.contains(a));
}

Position check_text(Flavor flavor, std::string_view text) {
  const auto position = Position::parse(flavor, text);
  if (!position) return {};
  require(Position::parse(flavor, position->to_string()) == position);
  require(position->empty() == position->to_string().empty());
  require(position->empty() || position->flavor() == flavor);
  check_pair(*position, *position);
  check_pair(*position, {});
  return *position;
}

/// Of the text before its first `;` and the text behind it.
void check_texts(Flavor flavor, std::string_view text) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const Position a = check_text(flavor, text.substr(0, end));
  const Position b = check_text(flavor, text.substr(std::min(end + 1, text.size())));
  check_pair(a, b);
  check_pair(b, a);
  if (a.mysql() != nullptr && b.mysql() != nullptr) check_mysql(*a.mysql(), *b.mysql());
  if (a.mariadb() != nullptr) require(a.contains(Position{a.mariadb()->newest_per_domain()}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb}) check_texts(flavor, text);
  require(Position::parse(Flavor::sqlite, text).has_value() == text.empty());
  require(Position::parse(Flavor::unknown, text).has_value() == text.empty());
  return 0;
}
