#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/corpus_file.hpp"
#include "support/truth.hpp"

// The statements of tests/corpus, each of them run on a master and on a replica, against what the classifier makes of
// its text. The labels are what the servers do in this very run.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

const std::string corpus_folder = RWSPLIT_TEST_CORPUS;

struct Tally {
  std::size_t reads{0};
  std::size_t reads_found{0};
  std::size_t others{0};
  std::size_t not_run{0};
  std::vector<std::string> unsound;
  std::vector<std::string> shy;

  void add(const CorpusStatement& statement, const Verdict& verdict, bool called_read) {
    const auto line = fmt::format("{}:{}: {}", statement.file, statement.line, statement.text);
    // A contract is stricter than what one server shows: such a statement must not be called a read, whatever ran.
    if (!statement.contract.empty()) return contract(line, called_read);
    switch (verdict.kind) {
      case Verdict::Kind::not_run:
        if (statement.file != "oddities.sql") ++not_run;
        break;
      case Verdict::Kind::not_read:
        ++others;
        if (called_read) unsound.push_back(line + "  -- " + verdict.evidence);
        break;
      case Verdict::Kind::read: count_read(line, statement.file, called_read); break;
    }
  }

 private:
  // Nobody misses a replica for a text that nobody sends.
  void count_read(const std::string& line, const std::string& file, bool called_read) {
    if (file == "oddities.sql") return;
    ++reads;
    if (called_read) ++reads_found;
    if (!called_read) shy.push_back(line);
  }

  void contract(const std::string& line, bool called_read) {
    ++others;
    if (called_read) unsound.push_back(line + "  -- by contract");
  }
};

std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += "\n  " + line;
  return text;
}

}  // namespace

TEST_CASE("live servers agree with the classifier about every statement of the corpora", "[corpus]") {
  const std::string server = TruthScene::mariadb() ? "mariadb" : "mysql";
  const DialectSet dialect{TruthScene::mariadb() ? Dialect::mariadb : Dialect::mysql};
  const TruthScene scene{corpus_folder + "/schema.sql"};
  Truth truth;
  Tally tally;
  for (const auto& file : {std::string{"reads"}, std::string{"others"}, std::string{"oddities"}, server}) {
    for (const auto& statement : statements_for(server, corpus_folder + "/" + file + ".sql")) {
      truth.sql_mode(statement.sql_mode);
      tally.add(statement, truth.judge(statement.text), classify(statement.text, dialect).is_plain_read());
    }
  }

  std::cout << fmt::format("corpus, {}: {} of {} reads found, {} others, {} unsound, {} not run\n", server,
                           tally.reads_found, tally.reads, tally.others, tally.unsound.size(), tally.not_run);
  INFO("unsound:" << listed(tally.unsound));
  INFO("shy:" << listed(tally.shy));
  CHECK(tally.unsound.empty());
  CHECK(tally.reads_found * 100 >= tally.reads * 97);
  // A corpus that does not run proves nothing.
  CHECK(tally.not_run * 20 < tally.reads + tally.others);
  CHECK(tally.reads > 300);
  CHECK(tally.others > 250);
}
