#include "cli/json_line.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/words.hpp"

namespace rwsplit::cli {

namespace {

using Json = nlohmann::ordered_json;

template <class Enum, class Bits>
[[nodiscard]] Json names_of(detail::EnumSet<Enum, Bits> set) {
  Json names = Json::array();
  for_each_name(set, [&](std::string_view name) { names.push_back(name); });
  return names;
}

template <std::size_t Max>
[[nodiscard]] Json texts_of(const std::array<TextSpan, Max>& spans, std::size_t count, std::string_view text) {
  Json texts = Json::array();
  for (std::size_t i = 0; i < count; ++i) texts.push_back(spans[i].in(text));
  return texts;
}

[[nodiscard]] Json text_or_null(TextSpan span, std::string_view text) {
  return span.empty() ? Json{} : Json(span.in(text));
}

template <class Enum>
[[nodiscard]] Json word_or_null(Enum value) {
  return value == Enum::none ? Json{} : Json(word(value));
}

[[nodiscard]] Json hint_of(const Hint& hint, std::string_view text) {
  if (hint.empty()) return nullptr;
  return {{"target", word_or_null(hint.target)},
          {"engine", text_or_null(hint.engine, text)},
          {"consistency", word_or_null(hint.consistency)},
          {"unknown", text_or_null(hint.unknown, text)}};
}

}  // namespace

void append_json_line(std::string& output, Role role, std::string_view text, const StatementInfo& statement) {
  const bool unknown = statement.kind == StatementKind::unknown;
  const Json object{{"engine", to_string(role)},
                    {"kind", word(statement.kind)},
                    {"doubt", unknown ? word_or_null(statement.doubt) : Json{}},
                    {"stopped_at", unknown ? Json(statement.stopped_at) : Json{}},
                    {"facts", names_of(statement.facts)},
                    {"effects", names_of(statement.effects)},
                    {"tables", texts_of(statement.tables, statement.table_count, text)},
                    {"functions", texts_of(statement.functions, statement.function_count, text)},
                    {"placeholders", statement.placeholders},
                    {"hint", hint_of(statement.hint, text)},
                    {"read_in", names_of(statement.read_in)},
                    {"read_if_functions_in", names_of(statement.read_if_functions_in)},
                    {"digest", fmt::format("{:016x}", statement.digest)}};
  output.append(object.dump(-1, ' ', false, Json::error_handler_t::replace)).push_back('\n');
}

}  // namespace rwsplit::cli
