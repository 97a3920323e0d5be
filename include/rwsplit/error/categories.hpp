#pragma once

#include <system_error>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/flavor.hpp>

namespace rwsplit {

/// The category of numbers that a server of this flavor sends (SQLite: its extended result codes).
[[nodiscard]] const std::error_category& server_category(Flavor flavor) noexcept;

/// The category of numbers that the MySQL and MariaDB client libraries make themselves (2000 to 2999, 5000 to 5999).
[[nodiscard]] const std::error_category& client_category() noexcept;

/// The category of the library's own errors; its values are those of `Cond`.
[[nodiscard]] const std::error_category& library_category() noexcept;

/// A code of the library itself.
[[nodiscard]] inline std::error_code library_code(Cond condition) noexcept {
  return {static_cast<int>(condition), library_category()};
}

}  // namespace rwsplit
