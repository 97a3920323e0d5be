#include <rapidcheck.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request/pin.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using detail::parse_pin;
using detail::Pin;
using detail::PinKey;
using detail::PinVerdict;
using detail::sign_pin;
using detail::verify_pin;
using detail::WallTime;

constexpr std::string_view cookie = "rwsplit_pin";
constexpr std::chrono::sys_seconds noon{1'800'000'000s};

PinKey key_of(char letter) { return PinKey{Secret{std::string(32, letter)}}; }

/// With the usual key, for the usual cookie.
PinVerdict verdict(std::string_view text, WallTime now = noon) {
  static const std::vector<PinKey> keys{key_of('a')};
  return verify_pin(keys, cookie, text, now);
}

std::string pin_until(std::chrono::sys_seconds expires, std::string_view token = {}) {
  return sign_pin(key_of('a'), cookie, {.expires = expires, .token = token});
}

rc::Gen<std::string> any_bytes() { return rc::gen::container<std::string>(rc::gen::arbitrary<char>()); }

/// Nearly pins: pieces of them in some order.
rc::Gen<std::string> pieces() {
  const std::string pin = pin_until(noon + 5s);
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "1", ".", pin.substr(2, 8), "1800000005", "-1", "99999999999", "token", pin.substr(pin.size() - 43), "",
          std::string(1, '\0'), "2", "A", pin.substr(0, pin.size() - 43), pin, std::string(43, 'A')})),
      [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += part;
        return text;
      });
}

}  // namespace

TEST_CASE("a pin holds until it expires, and not at that moment", "[request][D-9][W12][MA-8]") {
  const std::string pin = pin_until(noon + 5s);
  CHECK(verdict(pin, noon) == PinVerdict::valid);
  CHECK(verdict(pin, noon + 4999ms) == PinVerdict::valid);
  CHECK(verdict(pin, noon + 5s - 1ns) == PinVerdict::valid);
  CHECK(verdict(pin, noon + 5s) == PinVerdict::expired);
  CHECK(verdict(pin, noon + 5s + 1ns) == PinVerdict::expired);
  CHECK(verdict(pin, noon + 1000h) == PinVerdict::expired);
}

TEST_CASE("a pin holds as well if the clock was moved backwards", "[request][D-9]") {
  const std::string pin = pin_until(noon + 5s);
  CHECK(verdict(pin, noon - 1h) == PinVerdict::valid);
  CHECK(verdict(pin, WallTime{}) == PinVerdict::valid);
  CHECK(verdict(pin, WallTime{} - 1h) == PinVerdict::valid);
  CHECK(verdict(pin_until(std::chrono::sys_seconds{99'999'999'999s})) == PinVerdict::valid);  // beyond nanoseconds
}

TEST_CASE("a pin that was used holds again", "[request][D-9][W12][MA-8]") {
  const std::string pin = pin_until(noon + 5s);
  for (int i = 0; i < 3; ++i) CHECK(verdict(pin) == PinVerdict::valid);
}

TEST_CASE("a pin with any byte changed is none", "[request][W14][MA-8]") {
  const std::string pin = pin_until(noon + 5s, "token");
  REQUIRE(verdict(pin) == PinVerdict::valid);
  for (std::size_t at = 0; at < pin.size(); ++at) {
    for (const char other : {'A', 'B', '0', '9', '.', '\0', '-'}) {
      if (other == pin[at]) continue;
      std::string forged = pin;
      forged[at] = other;
      CAPTURE(at, forged);
      const PinVerdict found = verdict(forged);
      CHECK((found == PinVerdict::forged || found == PinVerdict::malformed));
    }
  }
}

TEST_CASE("a pin that is cut short or goes on is none", "[request][W14]") {
  const std::string pin = pin_until(noon + 5s);
  for (std::size_t length = 0; length < pin.size(); ++length) {
    CAPTURE(length);
    CHECK(verdict(pin.substr(0, length)) == PinVerdict::malformed);
    CHECK(verdict(pin.substr(pin.size() - length)) == PinVerdict::malformed);
  }
  for (const std::string_view more : {"A", ".", "=", " ", "\n"}) {
    CAPTURE(more);
    CHECK(verdict(pin + std::string{more}) == PinVerdict::malformed);
    CHECK(verdict(std::string{more} + pin) == PinVerdict::malformed);
  }
}

TEST_CASE("what has not the form of a pin is malformed", "[request][W14]") {
  const std::string mac(43, 'A');
  const std::vector<std::string> texts{
      "",
      "true",
      ".",
      "....",
      "1....",
      "1.AAAAAAAA.1800000005.." + std::string(42, 'A'),
      "1.AAAAAAAA.1800000005.." + std::string(44, 'A'),
      "1.AAAAAAAA.1800000005." + mac,
      "1.AAAAAAAA.1800000005..." + mac,
      "1.AAAAAAAA.1800000005..x." + mac,
      "1.AAAAAAA.1800000005.." + mac,
      "1.AAAAAAAAA.1800000005.." + mac,
      "1.AAAA+AAA.1800000005.." + mac,
      "1.AAAAAAAA..." + mac,
      "1.AAAAAAAA.-800000005.." + mac,
      "1.AAAAAAAA.+800000005.." + mac,
      "1.AAAAAAAA. 800000005.." + mac,
      "1.AAAAAAAA.18000000x5.." + mac,
      "1.AAAAAAAA.999999999999.." + mac,
      "1.AAAAAAAA.1800000005.to ken." + mac,
      "1.AAAAAAAA.1800000005..=" + mac.substr(1),
      "2.AAAAAAAA.1800000005.." + mac,
      "01.AAAAAAAA.1800000005.." + mac,
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(verdict(text) == PinVerdict::malformed);
  }
  CHECK(verdict("1.AAAAAAAA.1800000005.." + mac) == PinVerdict::forged);  // has the form
}

TEST_CASE("a pin has a length that cookies may have", "[request][W14]") {
  const std::size_t frame = pin_until(noon).size();
  CHECK(frame < 80);
  const std::string longest = pin_until(noon + 5s, std::string(detail::max_pin_size - frame, 'x'));
  REQUIRE(longest.size() == detail::max_pin_size);
  CHECK(verdict(longest) == PinVerdict::valid);
  CHECK(verdict(pin_until(noon + 5s, std::string(detail::max_pin_size - frame + 1, 'x'))) == PinVerdict::malformed);
  CHECK(verdict(std::string(1'000'000, '1')) == PinVerdict::malformed);
}

TEST_CASE("a pin is good for one cookie and one key", "[request][W14][MA-8]") {
  const std::string pin = pin_until(noon + 5s);
  const std::vector<PinKey> ours{key_of('a')};
  const std::vector<PinKey> theirs{key_of('b')};
  CHECK(verify_pin(ours, cookie, pin, noon) == PinVerdict::valid);
  CHECK(verify_pin(ours, "other_pin", pin, noon) == PinVerdict::forged);
  CHECK(verify_pin(ours, "rwsplit_pi", pin, noon) == PinVerdict::forged);
  CHECK(verify_pin(theirs, cookie, pin, noon) == PinVerdict::forged);
  CHECK(verify_pin({}, cookie, pin, noon) == PinVerdict::forged);
  // Nor does it help to name the other key.
  std::string renamed = pin;
  renamed.replace(2, 8, key_of('b').id());
  CHECK(verify_pin(theirs, cookie, renamed, noon) == PinVerdict::forged);
}

TEST_CASE("an expired pin that is forged is forged", "[request][W14]") {
  std::string pin = pin_until(noon - 5s);
  CHECK(verdict(pin) == PinVerdict::expired);
  pin.back() = pin.back() == 'A' ? 'E' : 'A';
  CHECK(verdict(pin) == PinVerdict::forged);
}

TEST_CASE("any of the keys verifies", "[request][D-9]") {
  const std::array keys{key_of('c'), key_of('b'), key_of('a')};
  for (const PinKey& key : keys) {
    CHECK(verify_pin(keys, cookie, sign_pin(key, cookie, {.expires = noon + 5s}), noon) == PinVerdict::valid);
  }
}

TEST_CASE("a pin is stable text, so that processes of different releases understand each other", "[request]") {
  // From another implementation of HMAC and base64url, over what pin.hpp says.
  CHECK(pin_until(noon + 5s) == "1.nPIMW-9f.1800000005..xW-puhbHCRcNz1yX2CQEnYCeqIxGsr3BM15PCixGUAY");
  CHECK(pin_until(noon + 5s, "dG9rZW4") == "1.nPIMW-9f.1800000005.dG9rZW4.OycirZWw4o9fQHNjv3mfaXhvc6qEJVPw-qOk6r3QTxg");
}

TEST_CASE("a pin says nothing of its key", "[request]") {
  const std::string secret = "a-key-that-nobody-may-see-0123456789";
  const std::string pin = sign_pin(PinKey{Secret{secret}}, cookie, {.expires = noon});
  CHECK(pin.find(secret.substr(0, 6)) == std::string::npos);
}

TEST_CASE("the parts of a pin are those that were signed", "[request]") {
  rc::check("for any expiry and token", [] {
    const auto expires = *rc::gen::inRange<std::int64_t>(0, 99'999'999'999);
    const auto token = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"aZ09-_"}));
    const std::string pin = pin_until(std::chrono::sys_seconds{std::chrono::seconds{expires}}, token);
    const auto parts = parse_pin(pin);
    RC_ASSERT(parts.has_value());
    RC_ASSERT(parts->pin.expires.time_since_epoch().count() == expires);
    RC_ASSERT(parts->pin.token == token);
    RC_ASSERT(std::string{parts->content} + "." + std::string{parts->mac} == pin);
    RC_ASSERT(verdict(pin) == (expires > noon.time_since_epoch().count() ? PinVerdict::valid : PinVerdict::expired));
  });
}

TEST_CASE("nothing is a pin but what was signed", "[request][W14][MA-8]") {
  const auto is_ours = [](PinVerdict found) { return found == PinVerdict::valid || found == PinVerdict::expired; };
  rc::check("no bytes", [&] { RC_ASSERT(!is_ours(verdict(*any_bytes()))); });
  rc::check("no pieces of a pin but the pin itself", [&] {
    const std::string text = *pieces();
    RC_ASSERT(!is_ours(verdict(text)) || text == pin_until(noon + 5s));
  });
  rc::check("no bytes in front of, in or behind a pin", [&] {
    std::string text = pin_until(noon + 5s);
    const std::string original = text;
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto removed = *rc::gen::inRange<std::size_t>(0, 4);
    text.replace(at, removed, *any_bytes());
    RC_ASSERT(!is_ours(verdict(text)) || text == original);
  });
}

}  // namespace rwsplit
