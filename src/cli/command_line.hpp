#pragma once

#include <variant>

#include "cli/classify_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/explain_command.hpp"
#include "cli/options_command.hpp"
#include "cli/status_command.hpp"

namespace rwsplit::cli {

/// The text of `--help` and the like has been printed: nothing is left to do.
struct NothingToDo {};

/// What the program was asked for.
using Command =
    std::variant<NothingToDo, ClassifyOptions, DoctorOptions, ExplainOptions, OptionsOptions, StatusOptions>;

/// Throws: CommandError.
[[nodiscard]] Command parse_command_line(int argument_count, const char* const* arguments);

}  // namespace rwsplit::cli
