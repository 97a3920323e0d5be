#pragma once

#include <string>
#include <string_view>

namespace rwsplit {

/// What a result says about one of its columns.
struct Column {
  /// The name or alias in the result.
  std::string name;
  /// The type as the database calls it, for messages ("BIGINT UNSIGNED"). Lifetime: static.
  std::string_view type;
};

}  // namespace rwsplit
