#include "chaos/checker/report.hpp"

#include <fmt/format.h>

namespace rwsplit::chaos {

std::string Report::to_string() const {
  std::string text;
  for (const auto& violation : shown_) {
    text += fmt::format("{}: {}\n", chaos::to_string(violation.kind), violation.text);
  }
  text += fmt::format("{} violations in {} judged reads", total_, judged_reads);
  for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
    if (counts_[kind] == 0) continue;
    text += fmt::format(", {} {}", counts_[kind], chaos::to_string(static_cast<ViolationKind>(kind)));
  }
  return text + "\n";
}

}  // namespace rwsplit::chaos
