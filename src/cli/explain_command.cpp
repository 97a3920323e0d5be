#include "cli/explain_command.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include <rwsplit/routing/explanation.hpp>

#include "cli/command_error.hpp"
#include "cli/output.hpp"
#include "cli/reasons.hpp"
#include "cli/statement_reader.hpp"
#include "cli/words.hpp"

namespace rwsplit::cli {

namespace {

/// Items with a comma between them.
class List {
 public:
  void add(std::string_view item) { text_.append(text_.empty() ? "" : ", ").append(item); }
  [[nodiscard]] std::string text_or(std::string_view nothing) const {
    return text_.empty() ? std::string{nothing} : text_;
  }

 private:
  std::string text_;
};

[[nodiscard]] std::string with_blanks(std::string_view name) {
  std::string text{name};
  for (char& character : text) {
    if (character == '_') character = ' ';
  }
  return text;
}

template <class Enum, class Bits>
[[nodiscard]] std::string names_of(detail::EnumSet<Enum, Bits> set, std::string_view nothing) {
  List list;
  for_each_name(set, [&](std::string_view name) { list.add(with_blanks(name)); });
  return list.text_or(nothing);
}

template <std::size_t Max>
[[nodiscard]] std::string texts_of(const std::array<TextSpan, Max>& spans, std::size_t count, bool more,
                                   std::string_view text) {
  List list;
  for (std::size_t i = 0; i < count; ++i) list.add(printable(spans[i].in(text)));
  if (more) list.add("and more");
  return list.text_or("none");
}

[[nodiscard]] std::string hint_of(const Hint& hint, std::string_view text) {
  List list;
  if (!hint.engine.empty()) {
    list.add(fmt::format("engine {}", hint.engine.in(text)));
  } else if (hint.target != HintTarget::none) {
    list.add(word(hint.target));
  }
  if (hint.consistency != HintConsistency::none) list.add(fmt::format("consistency {}", word(hint.consistency)));
  if (!hint.unknown.empty()) list.add(fmt::format("not understood: {}", printable(hint.unknown.in(text))));
  return list.text_or("none");
}

void append_facts(std::string& output, std::string_view text, const StatementInfo& statement, DialectSet dialects) {
  const auto line = [&](std::string_view name, std::string_view value) {
    output += fmt::format("{:<14}{}\n", name, value);
  };
  const bool more_tables = statement.has(StatementFact::more_tables);
  const bool more_functions = statement.has(StatementFact::more_functions);
  line("kind", to_string(statement.kind));
  line("facts", names_of(statement.facts, "none"));
  line("leaves behind", names_of(statement.effects, "nothing"));
  line("tables", texts_of(statement.tables, statement.table_count, more_tables, text));
  line("functions", texts_of(statement.functions, statement.function_count, more_functions, text));
  line("placeholders", std::to_string(statement.placeholders));
  line("a read for", names_of(statement.read_in, "none of " + names_of(dialects, "")));
  line("hint", hint_of(statement.hint, text));
}

void check_engine(const Topology& topology, std::string_view text, const Hint& hint) {
  if (hint.target != HintTarget::engine || topology.find(hint.engine.in(text))) return;
  List known;
  for (const EngineState& engine : topology.engines) known.add(engine.name);
  throw CommandError{fmt::format("the hint names the engine '{}'; known: {}", hint.engine.in(text), known.text_or(""))};
}

[[nodiscard]] std::string read_statement() {
  StatementReader input{STDIN_FILENO, Separator::nul};
  while (input.read_more()) {
  }
  std::string text{input.last().value_or(std::string_view{})};
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) throw CommandError{"no statement: give it as an argument, or on standard input"};
  return text;
}

}  // namespace

void run_explain(const ExplainOptions& options) {
  const std::string text = options.text.empty() ? read_statement() : options.text;
  const StatementInfo statement = Analysis{options.analysis}(text);
  const Scene scene{options.scene};
  if (options.scene.follow_hints) check_engine(scene.topology(), text, statement.hint);
  const RouteQuery query = scene.query(text, statement);
  const RouteDecision decision = scene.decide(query);

  Output output{STDOUT_FILENO};
  append_facts(output.text(), text, statement, options.analysis.dialects);
  output.text() += fmt::format("\n{}\n\nThe rules, down to the one that decides:\n", sentence(query, decision));
  for (const std::string& step : explain(query, decision).steps) output.text() += fmt::format("  {}\n", step);
  output.flush();
}

}  // namespace rwsplit::cli
