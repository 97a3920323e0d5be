#include "cli/doctor_output.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/reasons.hpp"

namespace rwsplit::cli {

namespace {

using doctor::Finding;
using doctor::Severity;
using Json = nlohmann::ordered_json;

[[nodiscard]] std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

[[nodiscard]] std::size_t count_of(std::span<const Finding> findings, Severity severity) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [&](const Finding& finding) { return finding.severity == severity; }));
}

[[nodiscard]] std::string summary(std::size_t engines, std::span<const Finding> findings) {
  if (findings.empty()) return counted(engines, "engine") + ", and nothing to mend.\n";
  return fmt::format(
      "{}: {}, {}, {}.\n", counted(engines, "engine"), counted(count_of(findings, Severity::error), "error"),
      counted(count_of(findings, Severity::warning), "warning"), counted(count_of(findings, Severity::note), "note"));
}

}  // namespace

std::string findings_text(std::size_t engines, std::span<const Finding> findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{:<8} {}: {}\n         Mend it: {}\n\n", to_string(finding.severity),
                        printable(fmt::format("{}", fmt::join(finding.engines, ", "))), printable(finding.problem),
                        printable(finding.remedy));
  }
  return text + summary(engines, findings);
}

std::string findings_json(std::size_t engines, std::span<const Finding> findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"severity", to_string(finding.severity)},
                    {"check", to_string(finding.check)},
                    {"engines", finding.engines},
                    {"problem", finding.problem},
                    {"remedy", finding.remedy}});
  }
  const Json object{{"engines", engines},
                    {"errors", count_of(findings, Severity::error)},
                    {"warnings", count_of(findings, Severity::warning)},
                    {"notes", count_of(findings, Severity::note)},
                    {"findings", std::move(list)}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rwsplit::cli
