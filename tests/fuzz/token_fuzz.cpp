#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <rwsplit/consistency/causal_token.hpp>

#include "detail/base64url.hpp"
#include "require.hpp"

namespace {

using rwsplit::CausalToken;
using rwsplit::Position;

/// A text is one token's own, or none.
void check_token(std::string_view text) {
  const auto token = CausalToken::parse(text);
  if (!token) return;
  require(token->to_string() == text);
  require(text.size() <= CausalToken::max_size);
  require(Position::parse(token->position().flavor(), token->position().to_string()) == token->position());
}

void check_base64url(std::string_view text) {
  const auto bytes = rwsplit::detail::from_base64url(text);
  if (bytes) require(rwsplit::detail::base64url(*bytes) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  check_token(text);
  check_base64url(text);
  // Most texts are no base64url: the same bytes as what is within.
  const std::string encoded = rwsplit::detail::base64url(std::span{data, size});
  require(rwsplit::detail::from_base64url(encoded).has_value());
  check_token("1" + encoded);
  return 0;
}
