#include "cli/server_command_line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace rwsplit::cli {

namespace {

constexpr std::uint32_t most_seconds = 86'400;
constexpr std::size_t most_processes = 1'000'000;

void add_config(CLI::App& command, ConfigSource& source) {
  command
      .add_option("config", source.words,
                  "a TOML file, a properties file (.properties, .ini), or URLs, the master's first;\n"
                  "others see the command line, and passwords in it: prefer a file or --environment")
      ->type_name("CONFIG");
  command.add_option("--prefix", source.prefix, "of the keys in a properties file, as in sqlalchemy.master.url")
      ->type_name("NAME");
  command.add_flag("--environment", source.environment,
                   "variables such as RWSPLIT_MASTER_URL count as well, and override the file");
}

}  // namespace

void add_status(CLI::App& app, StatusOptions& options) {
  CLI::App& command =
      *app.add_subcommand("status", "Show the engines of a configuration: role, version, lag, reachability.");
  add_config(command, options.config);
  command.add_flag("--json", options.json, "print a JSON object on one line, with everything that is known");
  command
      .add_option_function<std::uint32_t>(
          "--watch", [&options](std::uint32_t pause) { options.watch = std::chrono::seconds{pause}; },
          "print it again and again, with a pause of so many seconds")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, most_seconds));
}

void add_doctor(CLI::App& app, DoctorOptions& options) {
  CLI::App& command = *app.add_subcommand("doctor", "Say what is wrong with a deployment, and how to mend it.");
  add_config(command, options.config);
  command.add_flag("--json", options.json, "print a JSON object on one line");
  command
      .add_option_function<std::uint32_t>(
          "--max-lag", [&options](std::uint32_t lag) { options.expectations.max_lag = std::chrono::seconds{lag}; },
          fmt::format("a replica that is further behind is worth a warning; default: {}",
                      options.expectations.max_lag.count()))
      ->type_name("SECONDS")
      ->check(CLI::Range(0U, most_seconds));
  command
      .add_option("--processes", options.expectations.processes,
                  "number of processes that will have such pools; default: 1")
      ->type_name("NUMBER")
      ->check(CLI::Range(std::size_t{1}, most_processes));
}

}  // namespace rwsplit::cli
