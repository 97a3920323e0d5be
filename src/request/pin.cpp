#include "request/pin.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "detail/base64url.hpp"
#include "request/hmac_sha256.hpp"

namespace rwsplit::detail {
namespace {

constexpr std::string_view version = "1";
constexpr std::size_t key_id_size = 8;
constexpr std::size_t mac_size = (sha256_size * 4 + 2) / 3;
/// Up to the year 5138.
constexpr std::size_t max_expiry_digits = 11;

bool is_base64url(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

/// Up to the next point, which is removed as well; without one nothing is left.
std::string_view take_field(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find('.'), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

std::optional<std::chrono::sys_seconds> parse_expiry(std::string_view digits) noexcept {
  if (digits.size() > max_expiry_digits || digits.starts_with('-')) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

}  // namespace

std::optional<PinText> parse_pin(std::string_view text) noexcept {
  if (text.size() > max_pin_size) return std::nullopt;
  std::string_view rest = text;
  if (take_field(rest) != version) return std::nullopt;
  PinText parts{.key_id = take_field(rest)};
  const auto expires = parse_expiry(take_field(rest));
  parts.pin.token = take_field(rest);
  parts.mac = rest;
  if (!expires || parts.key_id.size() != key_id_size || parts.mac.size() != mac_size) return std::nullopt;
  if (!is_base64url(parts.key_id) || !is_base64url(parts.pin.token) || !is_base64url(parts.mac)) return std::nullopt;
  parts.pin.expires = *expires;
  parts.content = text.substr(0, text.size() - mac_size - 1);
  return parts;
}

PinKey::PinKey(Secret secret)
    : secret_{std::move(secret)},
      id_{base64url(hmac_sha256(secret_.reveal(), "rwsplit pin key")).substr(0, key_id_size)} {}

std::string PinKey::mac(std::string_view cookie, std::string_view content) const {
  std::string text{"rwsplit pin\n"};
  text.append(cookie).append("\n").append(content);
  return base64url(hmac_sha256(secret_.reveal(), text));
}

std::string sign_pin(const PinKey& key, std::string_view cookie, const Pin& pin) {
  std::string text{version};
  text.append(".").append(key.id()).append(".");
  text.append(std::to_string(pin.expires.time_since_epoch().count())).append(".").append(pin.token);
  const std::string mac = key.mac(cookie, text);
  return text.append(".").append(mac);
}

PinVerdict verify_pin(std::span<const PinKey> keys, std::string_view cookie, std::string_view text, WallTime now) {
  const std::optional<PinText> parts = parse_pin(text);
  if (!parts) return PinVerdict::malformed;
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const PinKey& k) { return k.id() == parts->key_id; });
  if (key == keys.end()) return PinVerdict::forged;
  if (!equal_in_constant_time(key->mac(cookie, parts->content), parts->mac)) return PinVerdict::forged;
  // In whole seconds, the unit of expiries: a far one has no place in nanoseconds.
  return std::chrono::floor<std::chrono::seconds>(now) < parts->pin.expires ? PinVerdict::valid : PinVerdict::expired;
}

}  // namespace rwsplit::detail
