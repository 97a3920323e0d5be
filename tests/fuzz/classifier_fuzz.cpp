#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <rwsplit/sql/classify.hpp>

#include "require.hpp"

namespace {

using rwsplit::all_dialects;
using rwsplit::classify;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::Doubt;
using rwsplit::StatementFact;
using rwsplit::StatementInfo;
using rwsplit::StatementKind;
using rwsplit::TextSpan;

constexpr std::array single_dialects{Dialect::mysql, Dialect::mariadb, Dialect::sqlite};

void require_within(TextSpan span, std::string_view text) {
  require(span.offset <= text.size());
  require(span.length <= text.size() - span.offset);
}

void require_spans(const StatementInfo& info, std::string_view text) {
  require(info.table_count <= StatementInfo::max_tables);
  require(info.function_count <= StatementInfo::max_functions);
  for (std::size_t i = 0; i < info.table_count; ++i) require_within(info.tables[i], text);
  for (std::size_t i = 0; i < info.function_count; ++i) {
    require_within(info.functions[i], text);
    require(!info.functions[i].empty());
  }
  require_within(info.hint.engine, text);
  require_within(info.hint.unknown, text);
  require(info.stopped_at <= text.size());
}

void require_consistent(const StatementInfo& info, DialectSet dialects, std::string_view text) {
  require_spans(info, text);
  require(dialects.includes(info.read_in));
  require(dialects.includes(info.read_if_functions_in));
  if (info.kind == StatementKind::read) require(info.read_in == dialects);
  // A read for each of them that they give different numbers of values is none for all.
  if (info.kind != StatementKind::read && info.read_in == dialects) {
    require(info.doubt == Doubt::readings_differ || info.doubt == Doubt::executable_comment);
  }
  require((info.kind == StatementKind::unknown) == (info.doubt != Doubt::none));
  require(info.has(StatementFact::changes_session_state) == !info.effects.empty());
  require(info.placeholders <= std::count(text.begin(), text.end(), '?'));
  if (info.kind == StatementKind::read) {
    require(info.effects.empty());
    require(!info.has(StatementFact::takes_locks));
    require(!info.has(StatementFact::writes_files));
    require(!info.has(StatementFact::uses_user_variables));
    require(!info.has(StatementFact::several_statements));
    require(!info.reads_previous_statement());
  }
}

/// One look for several dialects says of each what a look for it alone says.
void require_agreement(const StatementInfo& all, std::string_view text) {
  for (const Dialect dialect : single_dialects) {
    const DialectSet only{dialect};
    const StatementInfo info = classify(text, only);
    require_consistent(info, only, text);
    require(all.read_in.has(dialect) == info.is_plain_read());
    require(all.read_if_functions_in.has(dialect) == info.read_if_functions_in.has(dialect));
    for (const Dialect other : single_dialects) {
      const DialectSet pair{dialect, other};
      require(classify(text, pair).read_in == (all.read_in & pair));
    }
  }
}

/// A comment in front changes nothing.
void require_same_behind_comment(const StatementInfo& info, std::string_view text) {
  // A byte order mark is one at the beginning only.
  if (text.starts_with("\xEF\xBB\xBF")) return;
  const StatementInfo behind = classify("/* c */ " + std::string{text});
  require(behind.kind == info.kind);
  require(behind.read_in == info.read_in);
  require(behind.facts == info.facts);
  require(behind.effects == info.effects);
  require(behind.digest == info.digest);
  require(behind.hint.target == info.hint.target);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const StatementInfo info = classify(text);
  require_consistent(info, all_dialects, text);
  require_agreement(info, text);
  require_same_behind_comment(info, text);
  return 0;
}
