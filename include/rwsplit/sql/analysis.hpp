#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/judgement.hpp>
#include <rwsplit/sql/leading_hints.hpp>
#include <rwsplit/sql/reading.hpp>
#include <rwsplit/sql/statement_info.hpp>
#include <rwsplit/sql/statement_scan.hpp>

namespace rwsplit::detail {

/// What `analyze` finds: the public facts, and what only the check of constants needs.
struct Analysis {
  StatementInfo info{};
  /// The text ends within a quote or a comment, whichever way it is read.
  bool unterminated{true};
};

/// Reads a text in as many ways as its servers may, and puts together what they say.
///
/// One pass does for most texts. Only where a pass meets something that dialects or modes cut differently, more follow.
class Analyzer {
 public:
  constexpr Analyzer(std::string_view text, DialectSet dialects) noexcept : text_{text}, dialects_{dialects} {}

  [[nodiscard]] constexpr Analysis run() noexcept {
    add_group(dialects_);
    StatementInfo& info = analysis_.info;
    if (info.kind == StatementKind::read && info.read_in != dialects_) disagree(info, 0);
    info.hint = leading_hint(text_);
    return analysis_;
  }

 private:
  /// What all readings of some dialects say.
  struct Verdict {
    StatementInfo info{};
    bool refused{false};
    bool any{false};
  };

  /// Dialects that part are read one by one.
  constexpr void add_group(DialectSet group) noexcept {
    Verdict verdict;
    Partings seen;
    for (const bool newer_server : {false, true}) {
      for (const Backslash backslash : {Backslash::escapes, Backslash::escapes_in_strings, Backslash::plain}) {
        if (!concerns(seen, newer_server, backslash)) continue;
        if (!add_reading({.dialects = group, .backslash = backslash, .newer_server = newer_server}, verdict, seen)) {
          return split(group);
        }
      }
    }
    add_verdict(verdict);
  }

  [[nodiscard]] static constexpr bool concerns(const Partings& seen, bool newer_server, Backslash backslash) noexcept {
    if (newer_server && !seen.version) return false;
    switch (backslash) {
      case Backslash::escapes: return true;
      case Backslash::escapes_in_strings: return seen.name_escape;
      case Backslash::plain: return seen.name_escape || seen.string_escape;
    }
    return true;
  }

  constexpr void split(DialectSet group) noexcept {
    const Dialect first = group.has(Dialect::sqlite) ? Dialect::sqlite : Dialect::mysql;
    DialectSet others = group;
    others.remove(first);
    add_group(DialectSet{first});
    add_group(others);
  }

  /// False when the dialects have to be read one by one.
  constexpr bool add_reading(const Reading& reading, Verdict& verdict, Partings& seen) noexcept {
    StatementScan scan{text_, reading};
    const Findings& findings = scan.run();
    const Partings partings = scan.partings();
    if (partings.dialects) return false;
    if (!seen.any) seen.offset = partings.offset;
    seen.any = seen.any || partings.any;
    seen.string_escape = seen.string_escape || partings.string_escape;
    seen.name_escape = seen.name_escape || partings.name_escape;
    seen.version = seen.version || partings.version;
    const Verdict one{
        .info = Judgement{findings, text_, reading.dialects}.info(), .refused = findings.refused, .any = true};
    analysis_.unterminated = analysis_.unterminated && findings.unterminated;
    if (!verdict.any || (verdict.refused && !one.refused)) {
      verdict = one;
    } else if (!one.refused) {
      merge_readings(verdict.info, one.info, seen.offset);
    }
    return true;
  }

  /// Only what every reading says is sure.
  static constexpr void merge_readings(StatementInfo& info, const StatementInfo& other, std::uint32_t offset) noexcept {
    const bool same_values = info.placeholders == other.placeholders;
    const bool agree = same_values && info.kind == other.kind;
    info.read_in = same_values ? info.read_in & other.read_in : DialectSet{};
    // The list of functions is that of one reading.
    const bool same_functions = info.function_count == other.function_count && info.functions == other.functions;
    info.read_if_functions_in =
        same_values && same_functions ? info.read_if_functions_in & other.read_if_functions_in : info.read_in;
    unite(info, other);
    if (!agree) disagree(info, offset);
  }

  /// What is a read for some dialects and something else for others is that, for it is no read for all of them.
  static constexpr void merge_dialects(StatementInfo& info, const StatementInfo& other) noexcept {
    const StatementKind kind = info.kind;
    const bool tells_more = says_little(kind) && (!says_little(other.kind) || kind == StatementKind::read);
    const bool differ = kind != other.kind && !says_little(kind) && !says_little(other.kind);
    const bool same_values = info.placeholders == other.placeholders;
    const StatementInfo before = info;
    if (tells_more) info = other;
    unite(info, before);
    unite(info, other);
    if (differ || !same_values) disagree(info, 0);
  }

  [[nodiscard]] static constexpr bool says_little(StatementKind kind) noexcept {
    return kind == StatementKind::read || kind == StatementKind::unknown;
  }

  static constexpr void unite(StatementInfo& info, const StatementInfo& other) noexcept {
    info.facts = info.facts | other.facts;
    info.effects = info.effects | other.effects;
  }

  static constexpr void disagree(StatementInfo& info, std::uint32_t offset) noexcept {
    info.kind = StatementKind::unknown;
    const bool by_version = info.has(StatementFact::executable_comment);
    info.doubt = by_version ? Doubt::executable_comment : Doubt::readings_differ;
    info.stopped_at = offset;
  }

  /// What one group of dialects refuses, another one's verdict decides.
  constexpr void add_verdict(const Verdict& verdict) noexcept {
    StatementInfo& info = analysis_.info;
    const DialectSet read_in = verdict.refused ? DialectSet{} : verdict.info.read_in;
    const DialectSet read_if = verdict.refused ? DialectSet{} : verdict.info.read_if_functions_in;
    const DialectSet all_read_in = info.read_in | read_in;
    const DialectSet all_read_if = info.read_if_functions_in | read_if;
    if (!decided_ || (refused_ && !verdict.refused)) {
      info = verdict.info;
      refused_ = verdict.refused;
    } else if (!verdict.refused) {
      merge_dialects(info, verdict.info);
    }
    decided_ = true;
    info.read_in = all_read_in;
    info.read_if_functions_in = all_read_if;
  }

  std::string_view text_;
  DialectSet dialects_;
  Analysis analysis_{};
  bool decided_{false};
  bool refused_{false};
};

[[nodiscard]] constexpr Analysis analyze(std::string_view text, DialectSet dialects = all_dialects) noexcept {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return Analysis{.unterminated = false};
  // Nobody's reading would make a read of everything.
  return Analyzer{text, dialects.empty() ? all_dialects : dialects}.run();
}

}  // namespace rwsplit::detail
