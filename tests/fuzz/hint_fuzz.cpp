#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/hint_parser.hpp>

#include "require.hpp"

namespace {

using rwsplit::Hint;
using rwsplit::HintTarget;
using rwsplit::TextSpan;
using rwsplit::detail::parse_hint;

constexpr std::uint32_t place = 1000;

void require_within(TextSpan span, std::string_view body) {
  if (span.empty()) return;
  require(span.offset >= place);
  require(span.offset - place <= body.size());
  require(span.length <= body.size() - (span.offset - place));
}

/// What came first stands: a second comment adds, or is reported.
void require_added(const Hint& first, const Hint& both) {
  if (first.target != HintTarget::none) require(both.target == first.target);
  if (first.target == HintTarget::engine) require(both.engine == first.engine);
  if (first.consistency != rwsplit::HintConsistency::none) require(both.consistency == first.consistency);
  if (!first.unknown.empty()) require(both.unknown == first.unknown);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = text_of(data, size);
  Hint hint;
  parse_hint(body, place, hint);
  require_within(hint.engine, body);
  require_within(hint.unknown, body);
  require((hint.target == HintTarget::engine) == !hint.engine.empty());

  // The same items in two comments.
  const std::size_t middle = body.size() / 2;
  Hint first;
  parse_hint(body.substr(0, middle), place, first);
  Hint both = first;
  parse_hint(body.substr(middle), place + static_cast<std::uint32_t>(middle), both);
  require_added(first, both);
  require_within(both.engine, body);
  require_within(both.unknown, body);

  Hint twice = hint;
  parse_hint(body, place, twice);
  require_added(hint, twice);
  return 0;
}
