#pragma once

#include <cstdint>

namespace rwsplit::chaos {

/// One thing that an operation does.
enum class StepKind : std::uint8_t {
  append,     ///< a value to a list
  read_list,  ///< a whole list
  write,      ///< a register, to a value above all that it had before
  read,       ///< a register
  balance,    ///< of one account; those of one operation are added up
};

[[nodiscard]] constexpr bool is_of_list(StepKind kind) noexcept {
  return kind == StepKind::append || kind == StepKind::read_list;
}

[[nodiscard]] constexpr bool is_write(StepKind kind) noexcept {
  return kind == StepKind::append || kind == StepKind::write;
}

}  // namespace rwsplit::chaos
