#include "request/pin_issuer.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "request/cookies.hpp"
#include "request/hmac_sha256.hpp"

namespace rwsplit::detail {
namespace {

/// Of one header: to look at more is work that a client could make us do.
constexpr int max_candidates = 4;

Secret made_key() {
  const Sha256 bytes = random_bytes();
  return Secret{std::string{bytes.begin(), bytes.end()}};
}

void count(std::atomic<std::uint64_t>& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

PinIssuer::PinIssuer(const PinOptions& options, RequestRules::WallClock clock)
    : enabled_{options.enabled},
      model_{.name = options.cookie,
             .value = {},
             .max_age = options.lifetime,
             .secure = options.secure,
             .same_site = options.same_site},
      clock_{std::move(clock)} {
  if (!enabled_) return;
  keys_.emplace_back(options.signing_key.empty() ? made_key() : options.signing_key);
  for (const Secret& key : options.verification_keys) keys_.emplace_back(key);
}

std::string_view PinIssuer::pin_in(std::string_view cookie_header) const {
  if (!enabled_) return {};
  const std::string_view first = take_cookie(cookie_header, model_.name).value_or(std::string_view{});
  std::string_view candidate = first;
  for (int looked_at = 1; looked_at < max_candidates; ++looked_at) {
    const auto next = take_cookie(cookie_header, model_.name);
    if (!next || verdict(candidate) == PinVerdict::valid) return candidate;
    candidate = *next;
  }
  return verdict(candidate) == PinVerdict::valid ? candidate : first;
}

PinVerdict PinIssuer::verdict(std::string_view pin) const { return verify_pin(keys_, model_.name, pin, clock_()); }

std::optional<std::string_view> PinIssuer::honored(std::string_view pin) {
  if (!enabled_ || pin.empty()) return std::nullopt;
  switch (verdict(pin)) {
    case PinVerdict::valid: count(honored_); return parse_pin(pin)->pin.token;
    case PinVerdict::expired: count(expired_); return std::nullopt;
    case PinVerdict::forged: count(forged_); return std::nullopt;
    case PinVerdict::malformed: count(malformed_); return std::nullopt;
  }
  return std::nullopt;
}

void PinIssuer::count_position() noexcept { count(honored_with_position_); }

PinCookie PinIssuer::issue(std::string_view token) {
  count(issued_);
  if (!token.empty()) count(issued_with_position_);
  const auto expires = std::chrono::ceil<std::chrono::seconds>(clock_() + model_.max_age);
  PinCookie cookie = model_;
  cookie.value = sign_pin(keys_.front(), model_.name, {.expires = expires, .token = token});
  return cookie;
}

PinStatistics PinIssuer::statistics() const noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  return {.issued = issued_.load(relaxed),
          .issued_with_position = issued_with_position_.load(relaxed),
          .honored = honored_.load(relaxed),
          .honored_with_position = honored_with_position_.load(relaxed),
          .expired = expired_.load(relaxed),
          .forged = forged_.load(relaxed),
          .malformed = malformed_.load(relaxed)};
}

}  // namespace rwsplit::detail
