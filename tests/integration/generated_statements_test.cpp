#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/statement_grammar.hpp"
#include "support/truth.hpp"

// Random statements of a grammar, in random disguise, against live servers: none that the classifier calls a read may
// leave a trace. RWSPLIT_TEST_SEED repeats a run, RWSPLIT_TEST_STATEMENTS makes it longer.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

const std::string corpus_folder = RWSPLIT_TEST_CORPUS;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Dialect live_dialect() { return TruthScene::mariadb() ? Dialect::mariadb : Dialect::mysql; }

bool called_read(std::string_view text) { return classify(text, DialectSet{live_dialect()}).is_plain_read(); }

class Hunt {
 public:
  explicit Hunt(std::uint64_t seed) : grammar_{live_dialect(), seed} {}

  void run(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count && (keep_going() || unsound_.empty()); ++i) {
      if (i % 500 == 0) next_mode(i / 500);
      const Tokens tokens = grammar_.statement();
      one(tokens, written(tokens, grammar_));
    }
  }

  [[nodiscard]] std::string summary() const {
    return fmt::format("{} reads of {} found, {} others, {} unseen, {} not run", reads_found_, reads_, others_, unseen_,
                       not_run_);
  }

  std::uint64_t reads_{0};
  std::uint64_t reads_found_{0};
  std::uint64_t others_{0};
  std::uint64_t not_run_{0};
  /// Kept from replicas for something that the server did not come to execute.
  std::uint64_t unseen_{0};
  /// The first statement that was called a read and was none, made short.
  std::string unsound_;
  /// Some reads that were not called so.
  std::string shy_;

 private:
  static bool keep_going() { return std::getenv("RWSPLIT_TEST_KEEP_GOING") != nullptr; }

  void next_mode(std::uint64_t turn) {
    static constexpr std::array<std::string_view, 6> modes{"", "ANSI_QUOTES",  "NO_BACKSLASH_ESCAPES",
                                                           "", "IGNORE_SPACE", "PIPES_AS_CONCAT"};
    const auto mode = modes[turn % modes.size()];
    truth_.sql_mode(std::string{mode});
    grammar_.ansi_quotes(mode == "ANSI_QUOTES");
  }

  void one(const Tokens& tokens, const std::string& text) {
    const bool read = called_read(text);
    const Verdict verdict = truth_.judge(text);
    switch (verdict.kind) {
      case Verdict::Kind::not_run: ++not_run_; break;
      case Verdict::Kind::not_read:
        ++others_;
        if (read) unsound_ += (unsound_.empty() ? "" : "\n  ") + made_short(tokens, text, verdict.evidence);
        break;
      case Verdict::Kind::read:
        if (grammar_.has_trap() && !read) {
          ++unseen_;
        } else {
          ++reads_;
          read ? ++reads_found_ : note_shy(text);
        }
        break;
    }
    if (const char* const path = std::getenv("RWSPLIT_TEST_LABELS")) log(path, text, verdict);
  }

  // For looking into a run by hand.
  static void log(const char* path, const std::string& text, const Verdict& verdict) {
    static std::ofstream file{path, std::ios::app};
    file << static_cast<int>(verdict.kind) << '\t' << verdict.evidence << '\t' << text << '\0' << '\n';
  }

  std::uint64_t note_shy(const std::string& text) {
    if (shy_.size() < 2000) shy_ += "\n  " + text;
    return reads_;
  }

  bool still_unsound(const Tokens& tokens) {
    const auto text = plain_text(tokens);
    return called_read(text) && truth_.judge(text).kind == Verdict::Kind::not_read;
  }

  // Leaves out what does not matter, first much at once, then single tokens.
  std::string made_short(Tokens tokens, const std::string& text, const std::string& evidence) {
    if (!still_unsound(tokens)) return text + "  -- " + evidence;
    auto shorter = rc::shrink::removeChunks(tokens);
    while (auto candidate = shorter.next()) {
      if (!still_unsound(*candidate)) continue;
      tokens = std::move(*candidate);
      shorter = rc::shrink::removeChunks(tokens);
    }
    return plain_text(tokens) + "  -- " + evidence + "; found in: " + text;
  }

  StatementGrammar grammar_;
  Truth truth_;
};

/// 97 of 100, as far as so many can tell: three standard deviations less.
double least_found(std::uint64_t reads) {
  constexpr double share = 0.97;
  const auto all = static_cast<double>(reads);
  return share * all - 3 * std::sqrt(all * share * (1 - share));
}

}  // namespace

TEST_CASE("no generated statement that is called a read leaves a trace on live servers", "[generated]") {
  const auto seed = number_from("RWSPLIT_TEST_SEED", std::random_device{}());
  const auto count = number_from("RWSPLIT_TEST_STATEMENTS", RWSPLIT_TEST_GENERATED);
  const TruthScene scene{corpus_folder + "/schema.sql"};
  Hunt hunt{seed};
  hunt.run(count);

  std::cout << fmt::format("generated, RWSPLIT_TEST_SEED={}: {}\n", seed, hunt.summary());
  CAPTURE(seed);
  INFO("shy:" << hunt.shy_);
  CHECK(hunt.unsound_ == "");
  CHECK(static_cast<double>(hunt.reads_found_) >= least_found(hunt.reads_));
  // A generator whose statements do not run proves nothing.
  CHECK(hunt.not_run_ * 4 < count);
  CHECK(hunt.reads_ * 5 > count);
  CHECK(hunt.others_ * 5 > count);
}
