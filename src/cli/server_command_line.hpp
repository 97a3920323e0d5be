#pragma once

#include <CLI/CLI.hpp>

#include "cli/doctor_command.hpp"
#include "cli/status_command.hpp"

// The commands that talk to servers, for the parser of the command line.

namespace rwsplit::cli {

/// Lifetime: the options outlive the parser.
void add_status(CLI::App& app, StatusOptions& options);
/// Lifetime: the options outlive the parser.
void add_doctor(CLI::App& app, DoctorOptions& options);

}  // namespace rwsplit::cli
