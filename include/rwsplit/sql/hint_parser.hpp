#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/hint.hpp>

namespace rwsplit::detail {

/// Reads the items of one hint comment into a `Hint` that comments before it may have begun.
///
/// The first item that says where, or how fresh, counts; one that says otherwise later is reported, not obeyed.
class HintParser {
 public:
  constexpr explicit HintParser(Hint& hint) noexcept : hint_{hint} {}

  /// `span` is the place of `item` in the statement's text.
  constexpr void read(std::string_view item, TextSpan span) noexcept {
    if (!understood(item, span) && hint_.unknown.empty()) hint_.unknown = span;
  }

 private:
  static constexpr std::string_view engine_key = "ENGINE=";
  static constexpr std::string_view consistency_key = "CONSISTENCY=";

  constexpr bool understood(std::string_view item, TextSpan span) noexcept {
    if (equals_folded(item, "MASTER")) return aim_at(HintTarget::master);
    if (equals_folded(item, "REPLICA")) return aim_at(HintTarget::replica);
    if (has_key(item, engine_key)) return aim_at_engine(item.substr(engine_key.size()), span);
    if (has_key(item, consistency_key)) return ask_for(consistency_of(item.substr(consistency_key.size())));
    return false;
  }

  constexpr bool aim_at(HintTarget target) noexcept {
    if (hint_.target != HintTarget::none) return hint_.target == target;
    // Only the master is sure to have everything.
    if (target == HintTarget::replica && hint_.consistency == HintConsistency::strong) return false;
    hint_.target = target;
    return true;
  }

  // A second engine is refused even if it has the same name: the first may be in a comment that is not in sight here.
  constexpr bool aim_at_engine(std::string_view name, TextSpan span) noexcept {
    if (!is_name(name) || hint_.target != HintTarget::none) return false;
    hint_.target = HintTarget::engine;
    const auto key = static_cast<std::uint32_t>(engine_key.size());
    hint_.engine = TextSpan{.offset = span.offset + key, .length = span.length - key};
    return true;
  }

  constexpr bool ask_for(HintConsistency consistency) noexcept {
    if (consistency == HintConsistency::none) return false;
    if (hint_.consistency != HintConsistency::none) return hint_.consistency == consistency;
    if (consistency == HintConsistency::strong && hint_.target == HintTarget::replica) return false;
    hint_.consistency = consistency;
    return true;
  }

  [[nodiscard]] static constexpr bool has_key(std::string_view item, std::string_view key) noexcept {
    return equals_folded(item.substr(0, key.size()), key);
  }

  [[nodiscard]] static constexpr HintConsistency consistency_of(std::string_view word) noexcept {
    if (equals_folded(word, "EVENTUAL")) return HintConsistency::eventual;
    if (equals_folded(word, "SESSION")) return HintConsistency::session;
    if (equals_folded(word, "STRONG")) return HintConsistency::strong;
    return HintConsistency::none;
  }

  [[nodiscard]] static constexpr bool is_name(std::string_view name) noexcept {
    for (const char c : name) {
      const char upper = to_upper(c);
      if ((upper < 'A' || upper > 'Z') && !is_digit(c) && c != '_' && c != '.' && c != '-') return false;
    }
    return !name.empty();
  }

  Hint& hint_;
};

/// Adds what one comment asks for to `hint`; a comment that does not begin with `rwsplit:`, after blanks, adds nothing.
///
/// Items are separated by commas or blanks: `master`, `replica`, `engine=NAME`, `consistency=eventual|session|strong`.
/// Words in any case; NAME is `[A-Za-z0-9_.-]+` and kept as it is written.
/// Linear, total on any bytes. `body` is the comment without its delimiters, `offset_of_body` its place in the text.
constexpr void parse_hint(std::string_view body, std::uint32_t offset_of_body, Hint& hint) noexcept {
  constexpr std::string_view mark = "RWSPLIT:";
  const auto separates = [](char c) { return c == ',' || is_blank(c); };
  std::size_t at = 0;
  while (at < body.size() && is_blank(body[at])) ++at;
  if (!equals_folded(body.substr(at, mark.size()), mark)) return;
  at += mark.size();
  while (at < body.size()) {
    const std::size_t begin = at;
    while (at < body.size() && !separates(body[at])) ++at;
    const TextSpan span{.offset = offset_of_body + static_cast<std::uint32_t>(begin),
                        .length = static_cast<std::uint32_t>(at - begin)};
    if (!span.empty()) HintParser{hint}.read(body.substr(begin, at - begin), span);
    if (at < body.size()) ++at;
  }
}

}  // namespace rwsplit::detail
