#pragma once

#include <string>
#include <vector>

#include "doctor/check.hpp"
#include "doctor/severity.hpp"

namespace rwsplit::doctor {

/// Something that is wrong, and how to mend it.
struct Finding {
  Severity severity{Severity::note};
  Check check{Check::unanswered};
  /// Every engine of which it is true.
  std::vector<std::string> engines{};
  /// Sentences: what is the case, and what follows from it.
  std::string problem{};
  /// The statement or the setting that mends it, or what to look at.
  std::string remedy{};
};

}  // namespace rwsplit::doctor
