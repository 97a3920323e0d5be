#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/read_functions.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/word_table.hpp>

namespace rwsplit {

namespace detail {

/// Whether `span` is a call that every one of `dialects` answers with a function of its own: without quotes, without a
/// database, and with the parenthesis where no `sql_mode` minds it.
[[nodiscard]] constexpr bool calls_built_in(TextSpan span, std::string_view text, DialectSet dialects) noexcept {
  const std::string_view name = span.in(text);
  const Word& word = word_table.find(name, hash_of(name));
  const std::size_t end = std::size_t{span.offset} + span.length;
  const bool adjacent = end < text.size() && text[end] == '(';
  return word.call_holds_in(adjacent).includes(dialects) && word.call == Call::pure;
}

/// Whether every function that the statement calls is the servers' own, or one that `vouches_for(name)` answers for.
template <class VouchesFor>
[[nodiscard]] bool calls_only_reads(const StatementInfo& info, std::string_view text, DialectSet dialects,
                                    VouchesFor vouches_for) noexcept {
  for (std::size_t i = 0; i < info.function_count; ++i) {
    const TextSpan call = info.functions[i];
    if (!calls_built_in(call, text, dialects) && !vouches_for(call.in(text))) return false;
  }
  return true;
}

/// The facts that a plain read may have; the others come from dialects that do not count.
inline constexpr StatementFacts facts_of_reads{StatementFact::executable_comment, StatementFact::returns_rows,
                                               StatementFact::system_schema, StatementFact::more_tables,
                                               StatementFact::more_functions};

constexpr void make_read(StatementInfo& info, DialectSet dialects) noexcept {
  info.kind = StatementKind::read;
  info.doubt = Doubt::none;
  info.stopped_at = 0;
  info.facts = info.facts & facts_of_reads;
  info.effects = SessionEffects{};
  info.read_in = info.read_in | dialects;
}

}  // namespace detail

/// What a statement is for servers of these dialects, and for a user who vouches for these functions.
///
/// `info` is `classify(text, …)` for at least these dialects; what they leave open is decided here: a text that only
/// other dialects read differently is a plain read, and so is one whose only doubt is a function on the user's list.
/// A read that does not hold for all of `dialects` becomes `unknown`.
///
/// Thread safety: pure function. Allocates nothing.
[[nodiscard]] inline StatementInfo resolve(StatementInfo info, std::string_view text, DialectSet dialects,
                                           const ReadFunctions& functions) noexcept {
  if (dialects.empty()) return info;
  if (info.read_in.includes(dialects)) {
    if (!info.is_plain_read()) detail::make_read(info, dialects);
    return info;
  }
  const DialectSet open = info.read_in | info.read_if_functions_in;
  const auto listed = [&functions](std::string_view name) { return functions.contains(name); };
  if (open.includes(dialects) && detail::calls_only_reads(info, text, dialects, listed)) {
    detail::make_read(info, dialects);
  } else if (info.is_plain_read()) {
    info.kind = StatementKind::unknown;
    info.doubt = Doubt::readings_differ;
  }
  return info;
}

}  // namespace rwsplit
