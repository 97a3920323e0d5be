#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

/// The members of a plain struct, for rows. Positional: names are not looked at.
namespace rwsplit::detail {

inline constexpr std::size_t max_members = 16;

/// Converts to whatever a member is; never really called. (`constexpr` here makes compilers warn that it has no body.)
struct AnyMember {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... Index>
constexpr bool initializable_with(std::index_sequence<Index...>) {
  return requires { T{(static_cast<void>(Index), AnyMember{})...}; };
}

/// How many members an aggregate has; `max_members + 1` stands for "too many".
///
/// An aggregate can be initialized with as many values as it has members or fewer, hence counting upward.
template <class T, std::size_t Count = 0>
constexpr std::size_t member_count() {
  if constexpr (Count > max_members) {
    return Count;
  } else if constexpr (initializable_with<T>(std::make_index_sequence<Count + 1>{})) {
    return member_count<T, Count + 1>();
  } else {
    return Count;
  }
}

template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T>;

/// References to all members.
template <class T>
constexpr auto tie_members(T& object) {
  constexpr std::size_t count = member_count<std::remove_const_t<T>>();
  static_assert(count >= 1 && count <= max_members);
  // clang-format off
  if constexpr (count == 1) { auto& [a] = object; return std::tie(a); }
  else if constexpr (count == 2) { auto& [a, b] = object; return std::tie(a, b); }
  else if constexpr (count == 3) { auto& [a, b, c] = object; return std::tie(a, b, c); }
  else if constexpr (count == 4) { auto& [a, b, c, d] = object; return std::tie(a, b, c, d); }
  else if constexpr (count == 5) { auto& [a, b, c, d, e] = object; return std::tie(a, b, c, d, e); }
  else if constexpr (count == 6) { auto& [a, b, c, d, e, f] = object; return std::tie(a, b, c, d, e, f); }
  else if constexpr (count == 7) { auto& [a, b, c, d, e, f, g] = object; return std::tie(a, b, c, d, e, f, g); }
  else if constexpr (count == 8) { auto& [a, b, c, d, e, f, g, h] = object; return std::tie(a, b, c, d, e, f, g, h); }
  else if constexpr (count == 9) { auto& [a, b, c, d, e, f, g, h, i] = object; return std::tie(a, b, c, d, e, f, g, h, i); }
  else if constexpr (count == 10) { auto& [a, b, c, d, e, f, g, h, i, j] = object; return std::tie(a, b, c, d, e, f, g, h, i, j); }
  else if constexpr (count == 11) { auto& [a, b, c, d, e, f, g, h, i, j, k] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k); }
  else if constexpr (count == 12) { auto& [a, b, c, d, e, f, g, h, i, j, k, l] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l); }
  else if constexpr (count == 13) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m); }
  else if constexpr (count == 14) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n); }
  else if constexpr (count == 15) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o); }
  else { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = object; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p); }
  // clang-format on
}

template <class Tie>
struct UntiedTypes;
template <class... Member>
struct UntiedTypes<std::tuple<Member&...>> {
  using type = std::tuple<std::remove_const_t<Member>...>;
};

/// The member types of a plain struct as a `std::tuple`.
template <PlainStruct T>
using MemberTypes = typename UntiedTypes<decltype(tie_members(std::declval<T&>()))>::type;

}  // namespace rwsplit::detail
