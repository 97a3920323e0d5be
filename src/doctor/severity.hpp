#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit::doctor {

/// How bad a finding is.
enum class Severity : std::uint8_t {
  error,    ///< statements fail or give wrong results, or data or passwords are at risk
  warning,  ///< works now, and will not in a situation that is to be expected
  note,     ///< worth knowing; nothing has to be done
};

[[nodiscard]] constexpr std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
  }
  return "unknown";
}

}  // namespace rwsplit::doctor
