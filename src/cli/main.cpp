#include <cstdio>
#include <exception>
#include <variant>

#include <fmt/format.h>

#include "cli/command_error.hpp"
#include "cli/command_line.hpp"
#include "cli/io_error.hpp"

namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;  // also: done, and not everything is well
constexpr int exit_usage = 2;

// Each gives the exit code.
int run(rwsplit::cli::NothingToDo) { return exit_done; }
int run(const rwsplit::cli::ClassifyOptions& options) {
  rwsplit::cli::run_classify(options);
  return exit_done;
}
int run(const rwsplit::cli::DoctorOptions& options) {
  return rwsplit::cli::run_doctor(options) ? exit_done : exit_failed;
}
int run(const rwsplit::cli::ExplainOptions& options) {
  rwsplit::cli::run_explain(options);
  return exit_done;
}
int run(const rwsplit::cli::OptionsOptions& options) {
  rwsplit::cli::run_options(options);
  return exit_done;
}
int run(const rwsplit::cli::StatusOptions& options) {
  return rwsplit::cli::run_status(options) ? exit_done : exit_failed;
}

}  // namespace

int main(int argument_count, char** arguments) {
  try {
    return std::visit([](const auto& command) { return run(command); },
                      rwsplit::cli::parse_command_line(argument_count, arguments));
  } catch (const rwsplit::cli::CommandError& error) {
    fmt::print(stderr, "rwsplit: {}\nTry: rwsplit --help\n", error.what());
    return exit_usage;
  } catch (const rwsplit::cli::IoError& error) {
    if (!error.is_closed_pipe()) fmt::print(stderr, "rwsplit: {}\n", error.what());
    return exit_failed;
  } catch (const std::exception& error) {
    fmt::print(stderr, "rwsplit: {}\n", error.what());
    return exit_failed;
  }
}
