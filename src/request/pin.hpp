#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <rwsplit/driver/secret.hpp>

namespace rwsplit::detail {

// A pin is `1.KEY.EXPIRY.TOKEN.MAC`: the version, which key signs it, seconds since 1970, what has to be visible (empty
// as long as nobody knows), and base64url of HMAC-SHA-256 over the cookie's name and all that comes before. The name is
// in there so that a pin of one application is none in another that has the same key.

using WallTime = std::chrono::system_clock::time_point;

/// Browsers keep cookies of up to 4096 bytes, name and attributes included.
inline constexpr std::size_t max_pin_size = 3072;

/// What a pin says.
struct Pin {
  /// Holds before this moment, no longer at it.
  std::chrono::sys_seconds expires{};
  /// Characters of base64url.
  std::string_view token{};
};

/// The parts of a text that has the form of a pin. Lifetime: the text's.
struct PinText {
  std::string_view key_id{};
  Pin pin{};
  /// All but the MAC and the point before it.
  std::string_view content{};
  std::string_view mac{};
};

/// Nothing for what is no pin, whatever its bytes and length.
[[nodiscard]] std::optional<PinText> parse_pin(std::string_view text) noexcept;

/// A key, and the name that pins have for it, from which nobody can tell the key.
class PinKey {
 public:
  explicit PinKey(Secret secret);

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] std::string mac(std::string_view cookie, std::string_view content) const;

 private:
  Secret secret_;
  std::string id_;
};

/// Requires a token of base64url characters that leaves the pin below `max_pin_size`.
[[nodiscard]] std::string sign_pin(const PinKey& key, std::string_view cookie, const Pin& pin);

enum class PinVerdict : std::uint8_t {
  valid,      ///< ours, and in time
  expired,    ///< ours, and too late
  forged,     ///< not signed by one of these keys for this cookie
  malformed,  ///< no pin
};

/// Ours is what one of the keys has signed for this cookie. How far ahead its expiry is does not matter: a clock that
/// was moved backwards costs reads on the master, not a stale one.
[[nodiscard]] PinVerdict verify_pin(std::span<const PinKey> keys, std::string_view cookie, std::string_view text,
                                    WallTime now);

}  // namespace rwsplit::detail
