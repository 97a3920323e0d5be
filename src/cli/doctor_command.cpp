#include "cli/doctor_command.hpp"

#include <algorithm>
#include <vector>

#include <unistd.h>

#include <rwsplit/error/config_error.hpp>

#include "cli/command_error.hpp"
#include "cli/doctor_output.hpp"
#include "cli/output.hpp"
#include "doctor/read_facts.hpp"

namespace rwsplit::cli {

bool run_doctor(const DoctorOptions& options) {
  const ClusterConfig config = read_config(options.config);
  try {
    const doctor::ClusterFacts facts = doctor::read_facts(config);
    const std::vector<doctor::Finding> findings = doctor::diagnose(facts, options.expectations);
    Output output{STDOUT_FILENO};
    output.text() +=
        options.json ? findings_json(facts.engines.size(), findings) : findings_text(facts.engines.size(), findings);
    output.flush();
    return std::all_of(findings.begin(), findings.end(),
                       [](const doctor::Finding& finding) { return finding.severity == doctor::Severity::note; });
  } catch (const ConfigError& error) {
    throw CommandError{error.info().what};
  }
}

}  // namespace rwsplit::cli
