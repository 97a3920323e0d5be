#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <rwsplit/row/value.hpp>

// How MySQL and MariaDB write dates and times. Pure; knows nothing of the C library.

namespace rwsplit::detail {

/// A date, a time or both, as the servers send it: also zero dates and others that no calendar has.
struct CivilTime {
  unsigned year{0};
  unsigned month{0};
  unsigned day{0};
  /// Above 23 in a TIME, which is a duration.
  unsigned hour{0};
  unsigned minute{0};
  unsigned second{0};
  unsigned microsecond{0};
  bool negative{false};
};

/// Room for the text of a value that has no other form. Longest: `0000-00-00 00:00:00.000000`.
using CivilText = std::array<char, 40>;

// Values from the text protocol. What is no date or time of the calendar stays text. Lifetime: of `text`.
[[nodiscard]] Value date_from_text(std::string_view text) noexcept;
[[nodiscard]] Value time_from_text(std::string_view text) noexcept;
[[nodiscard]] Value datetime_from_text(std::string_view text) noexcept;

// Values from the binary protocol; what is no date of the calendar becomes the text that the text protocol would have
// sent, with `decimals` digits of a second. Lifetime: of `room`.
[[nodiscard]] Value date_value(const CivilTime& civil, CivilText& room) noexcept;
[[nodiscard]] Value time_value(const CivilTime& civil) noexcept;
[[nodiscard]] Value datetime_value(const CivilTime& civil, unsigned decimals, CivilText& room) noexcept;

/// The parts of a date, time or datetime parameter. A TIME has its hours in `hour`, however many they are.
/// Throws: `ConversionError` for a year outside 0 to 9999, which the protocol cannot carry.
[[nodiscard]] CivilTime civil_from_value(const Value& value);

/// BIT comes as big-endian bytes, at most eight.
[[nodiscard]] std::uint64_t unsigned_from_bits(std::string_view bytes) noexcept;

}  // namespace rwsplit::detail
