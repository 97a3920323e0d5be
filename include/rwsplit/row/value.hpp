#pragma once

#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/row/value_kind.hpp>

namespace rwsplit {

/// One SQL value on its way to or from a server: a small tagged view.
///
/// Lifetime: text, decimal and blob values do not own their bytes; whoever makes one keeps them alive.
/// Thread safety: a plain value.
class Value {
 public:
  using Days = std::chrono::sys_days;
  using Microseconds = std::chrono::microseconds;
  using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

  constexpr Value() noexcept = default;

  [[nodiscard]] static constexpr Value null() noexcept { return {}; }
  [[nodiscard]] static constexpr Value integer(std::int64_t value) noexcept { return Value{ValueKind::integer, value}; }
  [[nodiscard]] static constexpr Value unsigned_integer(std::uint64_t value) noexcept {
    return Value{ValueKind::unsigned_integer, static_cast<std::int64_t>(value)};
  }
  [[nodiscard]] static constexpr Value real(double value) noexcept {
    Value result{ValueKind::real, 0};
    result.real_ = value;
    return result;
  }
  [[nodiscard]] static constexpr Value text(std::string_view value) noexcept { return Value{ValueKind::text, value}; }
  [[nodiscard]] static constexpr Value decimal(std::string_view value) noexcept {
    return Value{ValueKind::decimal, value};
  }
  [[nodiscard]] static constexpr Value blob(std::string_view bytes) noexcept { return Value{ValueKind::blob, bytes}; }
  [[nodiscard]] static constexpr Value date(Days value) noexcept {
    return Value{ValueKind::date, value.time_since_epoch().count()};
  }
  [[nodiscard]] static constexpr Value time(Microseconds value) noexcept {
    return Value{ValueKind::time, value.count()};
  }
  [[nodiscard]] static constexpr Value datetime(LocalTime value) noexcept {
    return Value{ValueKind::datetime, value.time_since_epoch().count()};
  }

  [[nodiscard]] constexpr ValueKind kind() const noexcept { return kind_; }
  [[nodiscard]] constexpr bool is_null() const noexcept { return kind_ == ValueKind::null; }

  // Each accessor requires the kind it is named after.
  [[nodiscard]] constexpr std::int64_t as_integer() const noexcept {
    assert(kind_ == ValueKind::integer);
    return integer_;
  }
  [[nodiscard]] constexpr std::uint64_t as_unsigned() const noexcept {
    assert(kind_ == ValueKind::unsigned_integer);
    return static_cast<std::uint64_t>(integer_);
  }
  [[nodiscard]] constexpr double as_real() const noexcept {
    assert(kind_ == ValueKind::real);
    return real_;
  }
  /// The bytes of a text, decimal or blob.
  [[nodiscard]] constexpr std::string_view as_bytes() const noexcept {
    assert(has_bytes());
    return {bytes_, size_};
  }
  [[nodiscard]] constexpr Days as_date() const noexcept {
    assert(kind_ == ValueKind::date);
    return Days{std::chrono::days{static_cast<int>(integer_)}};
  }
  [[nodiscard]] constexpr Microseconds as_time() const noexcept {
    assert(kind_ == ValueKind::time);
    return Microseconds{integer_};
  }
  [[nodiscard]] constexpr LocalTime as_datetime() const noexcept {
    assert(kind_ == ValueKind::datetime);
    return LocalTime{Microseconds{integer_}};
  }

  [[nodiscard]] constexpr bool has_bytes() const noexcept {
    return kind_ == ValueKind::text || kind_ == ValueKind::decimal || kind_ == ValueKind::blob;
  }

 private:
  friend class ResultSet;

  constexpr Value(ValueKind kind, std::int64_t value) noexcept : integer_{value}, kind_{kind} {}
  constexpr Value(ValueKind kind, std::string_view bytes) noexcept
      : bytes_{bytes.data()}, size_{bytes.size()}, kind_{kind} {}

  // A result set keeps all bytes in one growing buffer, therefore its cells hold an offset until they are read.
  [[nodiscard]] constexpr Value with_offset(std::size_t offset) const noexcept {
    Value result{kind_, static_cast<std::int64_t>(offset)};
    result.size_ = size_;
    return result;
  }
  [[nodiscard]] constexpr Value with_bytes_of(const char* buffer) const noexcept {
    return Value{kind_, std::string_view{buffer + integer_, size_}};
  }

  union {
    std::int64_t integer_{0};
    double real_;
    const char* bytes_;
  };
  std::size_t size_{0};
  ValueKind kind_{ValueKind::null};
};

}  // namespace rwsplit
