#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// Why a statement is `unknown`; `StatementInfo::stopped_at` says where.
enum class Doubt : std::uint8_t {
  none,                ///< it is understood
  function,            ///< calls a function that nobody vouches for
  first_word,          ///< begins with no statement that is known
  clause,              ///< has a clause that is not understood
  executable_comment,  ///< what an executable comment holds depends on the server
  several_statements,  ///< more than one statement in one text
  open_quote,          ///< ends within a quotation
  open_comment,        ///< ends within a comment
  odd_text,            ///< bytes that no server, or not every one, takes for a token
  parentheses,         ///< parentheses that do not match, or too many of them
  readings_differ,     ///< dialects or `sql_mode`s make different statements of it
  refused_before,      ///< read as a read, but a replica has refused it as a write
};

/// As a part of a sentence: "unknown: …".
[[nodiscard]] constexpr std::string_view to_string(Doubt doubt) noexcept {
  switch (doubt) {
    case Doubt::none: return "none";
    case Doubt::function: return "a function that nobody vouches for";
    case Doubt::first_word: return "begins with no known statement";
    case Doubt::clause: return "a clause that is not understood";
    case Doubt::executable_comment: return "an executable comment";
    case Doubt::several_statements: return "several statements in one text";
    case Doubt::open_quote: return "a quotation that does not end";
    case Doubt::open_comment: return "a comment that does not end";
    case Doubt::odd_text: return "bytes that servers read differently or not at all";
    case Doubt::parentheses: return "parentheses that do not match, or nest too deeply";
    case Doubt::readings_differ: return "different statements for different servers or modes";
    case Doubt::refused_before: return "a replica has refused it as a write";
  }
  return "unknown";
}

}  // namespace rwsplit
