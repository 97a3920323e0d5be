#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <rwsplit/request/pin_cookie.hpp>
#include <rwsplit/request/pin_options.hpp>
#include <rwsplit/request/pin_statistics.hpp>
#include <rwsplit/request/request_rules.hpp>

#include "request/pin.hpp"

namespace rwsplit::detail {

/// The pins of one application: keys, clock and counters around the pure functions of pin.hpp.
///
/// Thread safety: every member may be called by any thread.
class PinIssuer {
 public:
  /// `options` are valid. Throws: `ConfigError` if a key has to be made and the system has no randomness.
  PinIssuer(const PinOptions& options, RequestRules::WallClock clock);

  /// The value of the pin cookie in a header `Cookie`; empty if there is none, or pins are off. Of several, one that
  /// holds: another page of the host may have set one of that name as well.
  [[nodiscard]] std::string_view pin_in(std::string_view cookie_header) const;
  /// The token of a pin that holds, which may be empty; nothing for any other. Counts what became of it; an empty pin
  /// is none. Lifetime: the pin's.
  [[nodiscard]] std::optional<std::string_view> honored(std::string_view pin);
  /// Counts that the token of one that was honored is of use.
  void count_position() noexcept;
  /// Requires a token as `sign_pin` does.
  [[nodiscard]] PinCookie issue(std::string_view token = {});
  [[nodiscard]] WallTime now() const { return clock_(); }
  [[nodiscard]] bool enabled() const noexcept { return enabled_; }
  [[nodiscard]] PinStatistics statistics() const noexcept;

 private:
  [[nodiscard]] PinVerdict verdict(std::string_view pin) const;

  const bool enabled_;
  const PinCookie model_;
  const RequestRules::WallClock clock_;
  /// The one that signs comes first.
  std::vector<PinKey> keys_;
  std::atomic<std::uint64_t> issued_{0};
  std::atomic<std::uint64_t> issued_with_position_{0};
  std::atomic<std::uint64_t> honored_{0};
  std::atomic<std::uint64_t> honored_with_position_{0};
  std::atomic<std::uint64_t> expired_{0};
  std::atomic<std::uint64_t> forged_{0};
  std::atomic<std::uint64_t> malformed_{0};
};

}  // namespace rwsplit::detail
