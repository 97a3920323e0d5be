#pragma once

#include <cstdint>

#include <rwsplit/detail/source_location.hpp>

namespace rwsplit {

/// A comment `/* rwsplit: … */` that is not understood, or contradicts itself.
struct HintEvent {
  /// The same for statements that differ only in literals and comments.
  std::uint64_t digest{0};
  /// Where in the statement's text, in bytes from its beginning.
  std::uint32_t offset{0};
  /// The call in the user's source.
  SourceLocation where{};
};

}  // namespace rwsplit
