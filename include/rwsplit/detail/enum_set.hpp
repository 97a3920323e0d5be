#pragma once

#include <initializer_list>

namespace rwsplit::detail {

/// A set of enumerators whose values count from 0; `Bits` is an unsigned integer wide enough for all of them.
template <class Enum, class Bits>
class EnumSet {
 public:
  constexpr EnumSet() noexcept = default;
  constexpr EnumSet(std::initializer_list<Enum> elements) noexcept {
    for (const Enum element : elements) add(element);
  }

  constexpr void add(Enum element) noexcept { bits_ = static_cast<Bits>(bits_ | bit(element)); }
  constexpr void remove(Enum element) noexcept { bits_ = static_cast<Bits>(bits_ & ~bit(element)); }
  [[nodiscard]] constexpr bool has(Enum element) const noexcept { return (bits_ & bit(element)) != 0; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  /// True when every element of `other` is in this set.
  [[nodiscard]] constexpr bool includes(EnumSet other) const noexcept { return (bits_ & other.bits_) == other.bits_; }

  friend constexpr EnumSet operator|(EnumSet left, EnumSet right) noexcept {
    left.bits_ = static_cast<Bits>(left.bits_ | right.bits_);
    return left;
  }
  friend constexpr EnumSet operator&(EnumSet left, EnumSet right) noexcept {
    left.bits_ = static_cast<Bits>(left.bits_ & right.bits_);
    return left;
  }
  friend constexpr bool operator==(EnumSet, EnumSet) noexcept = default;

 private:
  [[nodiscard]] static constexpr Bits bit(Enum element) noexcept {
    return static_cast<Bits>(Bits{1} << static_cast<unsigned>(element));
  }

  Bits bits_{0};
};

}  // namespace rwsplit::detail
