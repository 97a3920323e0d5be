#include <cstdio>
#include <exception>
#include <variant>

#include <fmt/format.h>

#include "cli/command_error.hpp"
#include "cli/command_line.hpp"
#include "cli/io_error.hpp"

namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

void run(rwsplit::cli::NothingToDo) {}
void run(const rwsplit::cli::ClassifyOptions& options) { rwsplit::cli::run_classify(options); }
void run(const rwsplit::cli::ExplainOptions& options) { rwsplit::cli::run_explain(options); }

}  // namespace

int main(int argument_count, char** arguments) {
  try {
    std::visit([](const auto& command) { run(command); }, rwsplit::cli::parse_command_line(argument_count, arguments));
    return exit_done;
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
