#pragma once

#include <string>
#include <string_view>

namespace rwsplit {

/// What a row type says once about its queries, so that no call has to; given by a specialization of `model`.
struct Model {
  /// For routers, for instance `BindingRouter`; empty: none.
  std::string_view tag{};
  /// Rows of this type come from plain reads and from nothing else: any other constant does not compile in a query for
  /// them, and any other text is a `ReadOnlyViolation` before anything is sent.
  bool read_only{false};
};

/// The model of a row type; specialize it beside the type, before the first query for it.
///
///     template <>
///     inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};
///
/// It counts where the type is the whole row, `query<AuditLine>(...)`, and not where it is one column of several.
template <class Row>
inline constexpr Model model{};

/// The tag of a row type that has one, as the key of a binding.
template <class Row>
[[nodiscard]] std::string tag_of() {
  static_assert(!model<Row>.tag.empty(), "rwsplit: this row type has no tag: specialize rwsplit::model<Row>");
  return std::string{model<Row>.tag};
}

namespace detail {

/// Rows that say nothing.
inline constexpr Model no_model{};

template <class... Row>
inline constexpr bool has_model = false;
template <class Row>
inline constexpr bool has_model<Row> = model<Row>.read_only || !model<Row>.tag.empty();

/// The model of `query<Row...>`.
template <class... Row>
[[nodiscard]] constexpr const Model& model_of() noexcept {
  if constexpr (has_model<Row...>) {
    return (model<Row>, ...);
  } else {
    return no_model;
  }
}

/// `query<Row...>` may only read.
template <class... Row>
inline constexpr bool is_read_only_model = model_of<Row...>().read_only;

}  // namespace detail

}  // namespace rwsplit
