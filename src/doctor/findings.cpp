#include "doctor/findings.hpp"

#include <algorithm>
#include <utility>

namespace rwsplit::doctor {

void Findings::add(Severity severity, Check check, const EngineFacts& engine, std::string problem, std::string remedy) {
  const auto same = [&](const Finding& finding) {
    return finding.severity == severity && finding.check == check && finding.problem == problem &&
           finding.remedy == remedy;
  };
  const auto found = std::find_if(findings_.begin(), findings_.end(), same);
  if (found != findings_.end()) {
    found->engines.push_back(engine.name);
  } else {
    findings_.push_back({severity, check, {engine.name}, std::move(problem), std::move(remedy)});
  }
}

std::vector<Finding> Findings::sorted() && {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& left, const Finding& right) { return left.severity < right.severity; });
  return std::move(findings_);
}

}  // namespace rwsplit::doctor
