#pragma once

#include <cstddef>
#include <cstdint>

namespace rwsplit::detail {

/// One bit for each open parenthesis, the innermost one lowest.
class BitStack {
 public:
  constexpr void push(bool bit) noexcept { bits_ = (bits_ << 1U) | (bit ? 1U : 0U); }
  constexpr void pop() noexcept { bits_ >>= 1U; }
  constexpr void set_top(bool bit) noexcept { bits_ = (bits_ & ~std::uint64_t{1}) | (bit ? 1U : 0U); }
  [[nodiscard]] constexpr bool top() const noexcept { return (bits_ & 1U) != 0; }

 private:
  std::uint64_t bits_{0};
};

/// What is known about the open parentheses of a statement; the outermost place stands for the whole statement.
class Parentheses {
 public:
  static constexpr std::size_t max_depth = 63;

  BitStack function{};    ///< arguments of a function: FROM names no table there
  BitStack has_for{};     ///< arguments of SUBSTRING, which may be told apart by FOR
  BitStack cte_list{};    ///< the list that WITH begins, up to the query it serves
  BitStack table_list{};  ///< a comma is followed by the next table

  [[nodiscard]] constexpr std::size_t depth() const noexcept { return depth_; }

  /// False when there are more than this keeps.
  constexpr bool push(bool is_function, bool takes_for, bool lists_tables) noexcept {
    if (depth_ == max_depth) return false;
    ++depth_;
    function.push(is_function);
    has_for.push(takes_for);
    cte_list.push(false);
    table_list.push(lists_tables);
    return true;
  }

  /// False when none is open.
  constexpr bool pop() noexcept {
    if (depth_ == 0) return false;
    --depth_;
    function.pop();
    has_for.pop();
    cte_list.pop();
    table_list.pop();
    return true;
  }

 private:
  std::size_t depth_{0};
};

}  // namespace rwsplit::detail
