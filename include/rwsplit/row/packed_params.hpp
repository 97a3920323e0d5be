#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <tuple>

#include <rwsplit/row/encoded.hpp>
#include <rwsplit/row/params.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit::detail {

/// The arguments of one call as values, on the stack; `PackedParams packed{arguments...}`.
///
/// Lifetime: the arguments must outlive it; neither it nor its values are copied or moved.
template <class... Args>
class PackedParams {
  static_assert((!std::same_as<Args, Params> && ...),
                "rwsplit: a rwsplit::Params must be the only argument: append the others to it");
  static_assert((check_parameter_type<Args>() && ...));

 public:
  explicit PackedParams(const Args&... arguments) : encoded_{arguments...}, values_{values_of(encoded_)} {}
  PackedParams(const PackedParams&) = delete;
  PackedParams& operator=(const PackedParams&) = delete;

  [[nodiscard]] std::span<const Value> values() const noexcept { return values_; }

 private:
  using EncodedArguments = std::tuple<Encoded<ParameterType<Args>>...>;
  using Values = std::array<Value, sizeof...(Args)>;

  [[nodiscard]] static Values values_of(const EncodedArguments& encoded) noexcept {
    return std::apply([](const auto&... each) { return Values{each.value()...}; }, encoded);
  }

  EncodedArguments encoded_;
  Values values_;
};

template <>
class PackedParams<> {
 public:
  [[nodiscard]] std::span<const Value> values() const noexcept { return {}; }
};

/// A list built at run time is passed on as it is.
template <>
class PackedParams<Params> {
 public:
  explicit PackedParams(const Params& params) noexcept : values_{params.values()} {}

  [[nodiscard]] std::span<const Value> values() const noexcept { return values_; }

 private:
  std::span<const Value> values_;
};

template <class... Args>
PackedParams(const Args&...) -> PackedParams<Args...>;

}  // namespace rwsplit::detail
