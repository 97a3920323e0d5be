#include "cli/status_command.hpp"

#include <algorithm>
#include <thread>

#include <unistd.h>

#include <rwsplit/error/config_error.hpp>

#include "cli/command_error.hpp"
#include "cli/output.hpp"
#include "cli/status_output.hpp"
#include "doctor/read_facts.hpp"

namespace rwsplit::cli {

namespace {

/// Prints once; true if every engine can be reached.
[[nodiscard]] bool print_status(const ClusterConfig& config, bool json, Output& output) {
  const doctor::ClusterFacts facts = doctor::read_facts(config);
  output.text() += json ? status_json(facts) : status_table(facts);
  output.flush();
  return std::all_of(facts.engines.begin(), facts.engines.end(),
                     [](const doctor::EngineFacts& engine) { return engine.server.has_value(); });
}

}  // namespace

bool run_status(const StatusOptions& options) {
  const ClusterConfig config = read_config(options.config);
  Output output{STDOUT_FILENO};
  try {
    bool complete = print_status(config, options.json, output);
    while (options.watch) {
      std::this_thread::sleep_for(*options.watch);
      if (!options.json) output.text().push_back('\n');
      complete = print_status(config, options.json, output);
    }
    return complete;
  } catch (const ConfigError& error) {
    throw CommandError{error.info().what};
  }
}

}  // namespace rwsplit::cli
