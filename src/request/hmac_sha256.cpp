#include "request/hmac_sha256.hpp"

#include <new>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit::detail {

Sha256 hmac_sha256(std::string_view key, std::string_view text) {
  Sha256 mac{};
  unsigned int size = 0;
  // OpenSSL takes no data for a question about the size.
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), mac.data(), &size) == nullptr ||
      size != mac.size()) {
    throw std::bad_alloc{};
  }
  return mac;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

Sha256 random_bytes() {
  Sha256 bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) return bytes;
  throw ConfigError{"pin.signing_key: there is none, and the system has no randomness to make one"};
}

}  // namespace rwsplit::detail
