#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <rwsplit/row/encoded.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// A list of parameters that is built at run time, for statements whose text is; it owns copies of everything.
///
///     rwsplit::Params where;
///     if (adults_only) { text += " AND age > ?"; where.append(18); }
///     db.query<User>(rwsplit::runtime_sql(text), where);
///
/// Thread safety: distinct objects are independent.
class Params {
 public:
  Params() = default;
  Params(const Params& other);
  Params& operator=(const Params& other);
  Params(Params&&) noexcept = default;
  Params& operator=(Params&&) noexcept = default;
  ~Params() = default;

  /// Adds one parameter at the end. Throws: `ConversionError` if it has no form in SQL (a date not in the calendar).
  template <class T>
  Params& append(const T& argument) {
    static_assert(detail::check_parameter_type<T>());
    const detail::Encoded<detail::ParameterType<T>> encoded{argument};
    append_copy(encoded.value());
    return *this;
  }

  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  /// Lifetime: until the next `append`, or the object's end. Their bytes live until the end, also across a move.
  [[nodiscard]] std::span<const Value> values() const noexcept { return values_; }

 private:
  void append_copy(const Value& value);

  std::vector<Value> values_;
  std::vector<std::unique_ptr<char[]>> bytes_;  // one block per text: its address survives growth and moves
};

}  // namespace rwsplit
