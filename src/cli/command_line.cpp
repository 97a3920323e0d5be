#include "cli/command_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <rwsplit/version.hpp>

#include "cli/command_error.hpp"
#include "cli/output.hpp"
#include "cli/server_command_line.hpp"
#include "cli/words.hpp"

namespace rwsplit::cli {

namespace {

constexpr std::string_view about =
    "Tells where rwsplit runs SQL statements: on the master, or on any of its replicas (classify and\n"
    "explain, which read the text alone); and how the servers of a configuration are (status and doctor).";
constexpr std::string_view more_on_classify =
    "Statements come from standard input, one per line. Each gets one line of output:\n"
    "  master or replica   where automatic routing runs it\n"
    "  its kind            read, locking_read, write, ddl, transaction_control, session_state, call,\n"
    "                      administration, per_server or unknown\n"
    "  facts and details   words and NAME=VALUE, as far as there are any; of an unknown statement\n"
    "                      doubt= says why, at= where, in bytes from its beginning\n";
constexpr std::string_view more_on_explain =
    "The decision is that of a session on a master and replicas that can all be reached.\n";
constexpr std::string_view more_on_status =
    "Nothing is changed on any server. REACHABLE is about a connection of its own; CONNECTIONS are those that the\n"
    "account has open there, of all processes, and the most that one pool may open.\n";
constexpr std::string_view more_on_doctor =
    "Nothing is changed on any server; every engine gets one read-only connection. Errors mean wrong results, failing\n"
    "statements or data at risk; warnings what will fail one day; notes what is worth knowing.\n";
constexpr std::string_view exit_codes =
    "Exit codes: 0 done; 1 reading or writing failed, status: an engine cannot be reached, doctor: there are errors "
    "or\n"
    "warnings; 2 the command line or the configuration is wrong.";

[[nodiscard]] std::string version_text() {
  return fmt::format("rwsplit {}.{}.{}", RWSPLIT_VERSION_MAJOR, RWSPLIT_VERSION_MINOR, RWSPLIT_VERSION_PATCH);
}

/// The options as the parser fills them in, before they are checked.
struct RawOptions {
  std::vector<std::string> dialects{};
  std::vector<std::string> read_functions{};
  bool ignore_hints{false};
  bool nul_separated{false};
  bool json{false};
  std::vector<std::string> words{};
  std::size_t replicas{2};
  std::string role{};
  bool has_written{false};
  OptionsOptions options{};
  StatusOptions status{};
  DoctorOptions doctor{};
};

[[nodiscard]] DialectSet dialects_of(const std::vector<std::string>& names) {
  if (names.empty()) return all_dialects;
  DialectSet dialects;
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < count_of<Dialect>(); ++i) {
      if (to_string(static_cast<Dialect>(i)) == name) dialects.add(static_cast<Dialect>(i));
    }
  }
  return dialects;
}

[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : separator).append(word);
  return text;
}

/// Says in one line what is wrong and what would be right.
[[nodiscard]] CLI::Validator one_of(std::string_view what, std::vector<std::string> known) {
  std::string list = joined(known, ", ");
  const auto check = [what, known = std::move(known), list](const std::string& value) {
    for (const std::string& name : known) {
      if (name == value) return std::string{};
    }
    return fmt::format("unknown {} '{}'; known: {}", what, value, list);
  };
  return {check, {}, {}};
}

constexpr std::size_t max_replicas = Topology::max_engines - 1;

/// Empty if it is one.
[[nodiscard]] std::string at_most_max_replicas(const std::string& value) {
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failed == std::errc{} && end == value.data() + value.size() && number <= max_replicas) return {};
  return fmt::format("not a number of replicas: '{}'; 0 to {} are possible", value, max_replicas);
}

/// Empty if it can be one.
[[nodiscard]] std::string problem_with_function(const std::string& name) {
  const std::optional<std::string> problem = ReadFunctions::problem_with(name);
  return problem ? fmt::format("'{}': {}", name, *problem) : std::string{};
}

[[nodiscard]] std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for_each_name(all_dialects, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}

void add_common_options(CLI::App& command, RawOptions& raw) {
  command
      .add_option("-d,--dialect", raw.dialects,
                  "mysql, mariadb or sqlite; may be given several times, or as a list with commas.\n"
                  "A read must be one for each of them. Default: all")
      ->type_name("NAME")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of("dialect", dialect_names()));
  command
      .add_option("--read-function", raw.read_functions,
                  "a stored or loadable function that only reads, as f or db.f; may be given several times,\n"
                  "or as a list with commas")
      ->type_name("NAME")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(problem_with_function);
  command.add_flag("--ignore-hints", raw.ignore_hints, "take /* rwsplit: ... */ for an ordinary comment");
}

void add_classify(CLI::App& app, RawOptions& raw) {
  CLI::App& command = *app.add_subcommand("classify", "Say for each statement of a stream where it runs.");
  add_common_options(command, raw);
  command.add_flag("-0,--null", raw.nul_separated, "statements end with a NUL byte, and may hold newlines");
  command.add_flag("--json", raw.json, "print a JSON object per statement, with everything that is known of it");
}

void add_explain(CLI::App& app, RawOptions& raw) {
  CLI::App& command = *app.add_subcommand("explain", "Say of one statement what it is, where it runs, and why.");
  command.add_option("statement", raw.words, "the statement; without it, what standard input holds")->type_name("TEXT");
  add_common_options(command, raw);
  command
      .add_option("--replicas", raw.replicas,
                  fmt::format("number of replicas, 0 to {}; default: {}", max_replicas, raw.replicas))
      ->type_name("NUMBER")
      ->check(at_most_max_replicas);
  command.add_option("--role", raw.role, "master or replica: as within UseMaster or UseReplica")
      ->type_name("ROLE")
      ->check(one_of("role", {"master", "replica"}));
  command.add_flag("--has-written", raw.has_written, "the session has written before");
}

void add_options(CLI::App& app, OptionsOptions& options) {
  CLI::App& command = *app.add_subcommand("options", "List what a configuration may say.");
  command.add_flag("--markdown", options.markdown, "as the page docs/options.md");
}

/// Not a footer: some versions of the parser break the lines of a footer anew, and ours has columns.
[[nodiscard]] std::string help_text(const CLI::App& app) {
  std::string text = app.help();
  while (text.ends_with('\n')) text.pop_back();
  text.append("\n\n");
  if (app.got_subcommand("classify")) text.append(more_on_classify).append("\n");
  if (app.got_subcommand("explain")) text.append(more_on_explain).append("\n");
  if (app.got_subcommand("status")) text.append(more_on_status).append("\n");
  if (app.got_subcommand("doctor")) text.append(more_on_doctor).append("\n");
  return text.append(exit_codes);
}

[[nodiscard]] AnalysisOptions analysis_options(const RawOptions& raw) {
  return {.dialects = dialects_of(raw.dialects), .read_functions = raw.read_functions};
}

[[nodiscard]] ClassifyOptions classify_options(const RawOptions& raw) {
  return {.analysis = analysis_options(raw),
          .separator = raw.nul_separated ? Separator::nul : Separator::newline,
          .json = raw.json,
          .follow_hints = !raw.ignore_hints};
}

[[nodiscard]] ExplainOptions explain_options(const RawOptions& raw) {
  ExplainOptions options{.text = joined(raw.words, " "), .analysis = analysis_options(raw)};
  options.scene = {.replicas = raw.replicas, .has_written = raw.has_written, .follow_hints = !raw.ignore_hints};
  if (raw.role == "master") options.scene.role = Target::master();
  if (raw.role == "replica") options.scene.role = Target::replica();
  return options;
}

[[nodiscard]] bool may_hold_password(std::string_view word) {
  return word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos;
}

/// The parser quotes arguments, and a URL that stands where none belongs has its password in it.
[[nodiscard]] std::string without_urls(std::string_view message) {
  std::string text;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find(' '), message.size());
    const std::string_view word = message.substr(0, end);
    text.append(text.empty() ? "" : " ").append(may_hold_password(word) ? "***" : word);
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return text;
}

/// One with blanks cannot be told from the words around it.
[[nodiscard]] bool is_url_with_blanks(std::string_view argument) {
  return argument.find(' ') != std::string_view::npos && argument.find("://") != std::string_view::npos;
}

[[nodiscard]] std::string problem_in(const CLI::ParseError& error, std::span<const char* const> arguments) {
  if (std::any_of(arguments.begin(), arguments.end(), is_url_with_blanks)) {
    return "an argument stands where none belongs, or is none that is possible there";
  }
  return without_urls(error.what());
}

void print(std::string_view text) {
  Output output{STDOUT_FILENO};
  output.text().append(text).append("\n");
  output.flush();
}

}  // namespace

Command parse_command_line(int argument_count, const char* const* arguments) {
  RawOptions raw;
  CLI::App app{std::string{about}, "rwsplit"};
  app.set_version_flag("--version", version_text());
  app.require_subcommand(0, 1);
  add_classify(app, raw);
  add_explain(app, raw);
  add_options(app, raw.options);
  add_status(app, raw.status);
  add_doctor(app, raw.doctor);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::CallForHelp&) {
    print(help_text(app));
    return NothingToDo{};
  } catch (const CLI::CallForVersion&) {
    print(version_text());
    return NothingToDo{};
  } catch (const CLI::ParseError& error) {
    throw CommandError{problem_in(error, {arguments, static_cast<std::size_t>(argument_count)})};
  }
  if (app.got_subcommand("classify")) return classify_options(raw);
  if (app.got_subcommand("explain")) return explain_options(raw);
  if (app.got_subcommand("options")) return raw.options;
  if (app.got_subcommand("status")) return raw.status;
  if (app.got_subcommand("doctor")) return raw.doctor;
  throw CommandError{"a command is missing: classify, explain, options, status or doctor"};
}

}  // namespace rwsplit::cli
