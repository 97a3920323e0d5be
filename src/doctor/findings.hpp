#pragma once

#include <string>
#include <vector>

#include "doctor/engine_facts.hpp"
#include "doctor/finding.hpp"

namespace rwsplit::doctor {

/// A growing list, in which a finding about several engines is one.
class Findings {
 public:
  void add(Severity severity, Check check, const EngineFacts& engine, std::string problem, std::string remedy);

  /// The worst first; equally bad ones in the order they were found.
  [[nodiscard]] std::vector<Finding> sorted() &&;

 private:
  std::vector<Finding> findings_{};
};

}  // namespace rwsplit::doctor
