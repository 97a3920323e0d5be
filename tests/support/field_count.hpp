#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rwsplit::testing {

/// Converts to whatever a field is; never really called.
struct AnyField {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... Index>
constexpr bool takes_as_many(std::index_sequence<Index...>) {
  return requires { T{(static_cast<void>(Index), AnyField{})...}; };
}

/// How many fields an aggregate has, so that a test notices a new one.
template <class T, std::size_t Count = 0>
constexpr std::size_t field_count() {
  static_assert(std::is_aggregate_v<T> && Count < 64);
  if constexpr (takes_as_many<T>(std::make_index_sequence<Count + 1>{})) {
    return field_count<T, Count + 1>();
  } else {
    return Count;
  }
}

}  // namespace rwsplit::testing
