#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request/hmac_sha256.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

std::string hex(const detail::Sha256& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) text.append({digits[byte >> 4U], digits[byte & 15U]});
  return text;
}

}  // namespace

TEST_CASE("HMAC-SHA-256 gives what RFC 4231 says", "[request]") {
  struct Case {
    std::string key;
    std::string data;
    std::string_view mac;
  };
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  const std::vector<Case> cases{
      {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& [key, data, mac] : cases) {
    CAPTURE(data);
    CHECK(hex(detail::hmac_sha256(key, data)).substr(0, mac.size()) == mac);  // the fifth is given in part
  }
}

TEST_CASE("HMAC-SHA-256 takes empty and binary texts", "[request]") {
  const std::string nothing = hex(detail::hmac_sha256({}, {}));
  CHECK(nothing == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  const std::string zeros(2, '\0');
  CHECK(detail::hmac_sha256("key", zeros) != detail::hmac_sha256("key", zeros.substr(1)));
  CHECK(detail::hmac_sha256("key", std::string{"a\0b", 3}) != detail::hmac_sha256("key", "a"));
}

TEST_CASE("texts are equal or not", "[request]") {
  using detail::equal_in_constant_time;
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "bbc"));
  CHECK_FALSE(equal_in_constant_time("abc", "ab"));
  CHECK_FALSE(equal_in_constant_time("", "a"));
}

TEST_CASE("random bytes differ", "[request]") { CHECK(detail::random_bytes() != detail::random_bytes()); }

}  // namespace rwsplit
