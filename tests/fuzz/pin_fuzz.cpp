#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request/cookies.hpp"
#include "request/pin.hpp"
#include "require.hpp"

namespace {

using namespace rwsplit::detail;

constexpr std::string_view cookie = "rwsplit_pin";
constexpr std::chrono::seconds now_seconds{1'800'000'000};
constexpr std::chrono::seconds lifetime{5};
const WallTime now{now_seconds};

const std::vector<PinKey>& keys() {
  static const std::vector<PinKey> keys{PinKey{rwsplit::Secret{std::string(32, 'a')}}};
  return keys;
}

bool is_ours(PinVerdict verdict) { return verdict == PinVerdict::valid || verdict == PinVerdict::expired; }

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Nobody has the key, so nothing is ours; with its signature it is, and says what it said before.
void check_pin(std::string_view text) {
  require(!is_ours(verify_pin(keys(), cookie, text, now)));
  const auto parts = parse_pin(text);
  require((verify_pin(keys(), cookie, text, now) == PinVerdict::malformed) == !parts);
  if (!parts) return;
  require(is_within(parts->key_id, text) && is_within(parts->pin.token, text));
  require(std::string{parts->content} + "." + std::string{parts->mac} == text);
  const std::string signed_again = sign_pin(keys().front(), cookie, parts->pin);
  require(is_ours(verify_pin(keys(), cookie, signed_again, now)));
  const auto again = parse_pin(signed_again);
  require(again && again->pin.expires == parts->pin.expires && again->pin.token == parts->pin.token);
  require(!is_ours(verify_pin(keys(), "other", signed_again, now)));
}

void check_cookies(std::string_view header) {
  std::string_view rest = header;
  while (const auto value = take_cookie(rest, cookie)) {
    require(is_within(*value, header));
    require(value->find_first_of(";,") == std::string_view::npos);
    require(rest.size() < header.size());
    check_pin(*value);
  }
  require(rest.empty());
}

/// A pin in front of anything, and behind anything that does not join it, is found and holds.
void check_pin_among(std::string_view header) {
  const std::string pin =
      sign_pin(keys().front(), cookie, {.expires = std::chrono::sys_seconds{now_seconds + lifetime}});
  const std::string pair = std::string{cookie} + "=" + pin;
  const std::string in_front = pair + ";" + std::string{header};
  std::string_view rest = in_front;
  require(take_cookie(rest, cookie) == std::string_view{pin});
  const std::string behind = std::string{header} + ";" + pair;
  rest = behind;
  std::string_view last;
  while (const auto value = take_cookie(rest, cookie)) last = *value;
  require(verify_pin(keys(), cookie, last, now) == PinVerdict::valid);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  check_pin(text);
  check_cookies(text);
  check_pin_among(text);
  static_cast<void>(is_token(text));
  return 0;
}
