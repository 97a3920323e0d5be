#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/hint_parser.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::Hint;
using rwsplit::HintConsistency;
using rwsplit::HintTarget;
using rwsplit::TextSpan;
using rwsplit::detail::parse_hint;

constexpr std::uint32_t place = 100;

constexpr Hint parsed(std::string_view body, Hint before = {}) {
  parse_hint(body, place, before);
  return before;
}

/// The words a span of `parsed` stands for.
constexpr std::string_view words(std::string_view body, TextSpan span) {
  return span.empty() ? std::string_view{} : body.substr(span.offset - place, span.length);
}

// The compiler reads hints too.
static_assert(parsed(" rwsplit: replica ").target == HintTarget::replica);
static_assert(parsed("rwsplit:engine=a").engine == TextSpan{.offset = place + 15, .length = 1});

struct Understood {
  std::string_view body;
  HintTarget target;
  HintConsistency consistency;
  std::string_view engine;
};

constexpr Understood understood[] = {
    {"rwsplit: master", HintTarget::master, HintConsistency::none, ""},
    {" rwsplit: replica ", HintTarget::replica, HintConsistency::none, ""},
    {"rwsplit:master", HintTarget::master, HintConsistency::none, ""},
    {"\t\n RwSplit:\r\nMASTER\v\f", HintTarget::master, HintConsistency::none, ""},
    {"rwsplit: RePLica", HintTarget::replica, HintConsistency::none, ""},
    {"rwsplit: engine=replica2", HintTarget::engine, HintConsistency::none, "replica2"},
    {"rwsplit: ENGINE=Db-1.eu_west", HintTarget::engine, HintConsistency::none, "Db-1.eu_west"},
    {"rwsplit: engine=master", HintTarget::engine, HintConsistency::none, "master"},
    {"rwsplit: engine=9", HintTarget::engine, HintConsistency::none, "9"},
    {"rwsplit: consistency=eventual", HintTarget::none, HintConsistency::eventual, ""},
    {"rwsplit: Consistency=Session", HintTarget::none, HintConsistency::session, ""},
    {"rwsplit: consistency=STRONG", HintTarget::none, HintConsistency::strong, ""},
    {"rwsplit: replica, consistency=eventual", HintTarget::replica, HintConsistency::eventual, ""},
    {"rwsplit: consistency=eventual replica", HintTarget::replica, HintConsistency::eventual, ""},
    {"rwsplit: consistency=strong,engine=b", HintTarget::engine, HintConsistency::strong, "b"},
    {"rwsplit: ,, replica ,\t, ", HintTarget::replica, HintConsistency::none, ""},
    // Saying it twice is no contradiction.
    {"rwsplit: master master", HintTarget::master, HintConsistency::none, ""},
    {"rwsplit: consistency=strong consistency=strong", HintTarget::none, HintConsistency::strong, ""},
    {"rwsplit:", HintTarget::none, HintConsistency::none, ""},
    {"rwsplit: , ", HintTarget::none, HintConsistency::none, ""},
};

TEST_CASE("hint: each item is understood, in any case and order", "[sql][hint]") {
  for (const Understood& row : understood) {
    CAPTURE(row.body);
    const Hint hint = parsed(row.body);
    CHECK(hint.target == row.target);
    CHECK(hint.consistency == row.consistency);
    CHECK(words(row.body, hint.engine) == row.engine);
    CHECK(hint.unknown.empty());
  }
}

TEST_CASE("hint: a comment that does not begin with the mark is no hint", "[sql][hint]") {
  for (const std::string_view body :
       {"", " ", "master", "rwsplit", "rwsplit master", "rwsplit : master", "rwsplits: master", "* rwsplit: master",
        "+ rwsplit: master", "! rwsplit: master", "see rwsplit: master", "rwsplit-master", "rwsplit;master"}) {
    CAPTURE(body);
    CHECK(parsed(body).empty());
  }
}

struct Unknown {
  std::string_view body;
  std::string_view unknown;
  HintTarget target;
};

constexpr Unknown not_understood[] = {
    {"rwsplit: mastre", "mastre", HintTarget::none},
    {"rwsplit: slave", "slave", HintTarget::none},
    {"rwsplit: replica nonsense", "nonsense", HintTarget::replica},
    {"rwsplit: nonsense replica", "nonsense", HintTarget::replica},
    {"rwsplit: one, two", "one", HintTarget::none},
    {"rwsplit: replica;", "replica;", HintTarget::none},
    {"rwsplit: engine", "engine", HintTarget::none},
    {"rwsplit: engine=", "engine=", HintTarget::none},
    {"rwsplit: engine= a", "engine=", HintTarget::none},
    {"rwsplit: engine=a=b", "engine=a=b", HintTarget::none},
    {"rwsplit: engine='a'", "engine='a'", HintTarget::none},
    {"rwsplit: engine=a/b", "engine=a/b", HintTarget::none},
    {"rwsplit: engine=\xC3\xA4", "engine=\xC3\xA4", HintTarget::none},
    {"rwsplit: consistency", "consistency", HintTarget::none},
    {"rwsplit: consistency=", "consistency=", HintTarget::none},
    {"rwsplit: consistency=bounded", "consistency=bounded", HintTarget::none},
    {"rwsplit: consistency=none", "consistency=none", HintTarget::none},
    // What contradicts is reported, and what came first stands.
    {"rwsplit: master replica", "replica", HintTarget::master},
    {"rwsplit: replica, master", "master", HintTarget::replica},
    {"rwsplit: engine=a master", "master", HintTarget::engine},
    {"rwsplit: master engine=a", "engine=a", HintTarget::master},
    {"rwsplit: engine=a engine=b", "engine=b", HintTarget::engine},
    {"rwsplit: consistency=strong consistency=eventual", "consistency=eventual", HintTarget::none},
    {"rwsplit: replica consistency=strong", "consistency=strong", HintTarget::replica},
    {"rwsplit: consistency=strong replica", "replica", HintTarget::none},
};

TEST_CASE("hint: the first item that is unknown or contradicts is reported", "[sql][hint]") {
  for (const Unknown& row : not_understood) {
    CAPTURE(row.body);
    const Hint hint = parsed(row.body);
    CHECK(words(row.body, hint.unknown) == row.unknown);
    CHECK(hint.target == row.target);
    CHECK_FALSE(hint.empty());
  }
}

TEST_CASE("hint: several comments add up", "[sql][hint]") {
  const Hint replica = parsed("rwsplit: replica");
  CHECK(parsed("no hint", replica) == replica);
  const Hint both = parsed("rwsplit: consistency=eventual", replica);
  CHECK(both.target == HintTarget::replica);
  CHECK(both.consistency == HintConsistency::eventual);
  CHECK(both.unknown.empty());

  const std::string_view contradiction = "rwsplit: master";
  CHECK(words(contradiction, parsed(contradiction, replica).unknown) == "master");
  const std::string_view again = "rwsplit: engine=a";
  CHECK(words(again, parsed(again, parsed(again)).unknown) == "engine=a");

  const Hint unknown = parsed("rwsplit: nonsense");
  CHECK(parsed("rwsplit: more nonsense", unknown).unknown == unknown.unknown);
}

const std::vector<std::string> pieces{"rwsplit:",
                                      "RWSPLIT:",
                                      " ",
                                      "\t",
                                      ",",
                                      "master",
                                      "replica",
                                      "engine=",
                                      "engine=a",
                                      "engine=B.b",
                                      "eventual",
                                      "strong",
                                      "=",
                                      "x",
                                      "consistency=",
                                      "consistency=session",
                                      "\xFF",
                                      "*",
                                      "engine",
                                      std::string(1, '\0')};

TEST_CASE("hint: any bytes are read, and no span leaves the comment", "[sql][hint][property]") {
  const auto body = rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                                 [](const std::vector<std::string>& parts) {
                                   std::string text;
                                   for (const std::string& part : parts) text += part;
                                   return text;
                                 });
  const bool held = rc::check("spans stay within the comment", [&] {
    const std::string text =
        (*rc::gen::element(0, 1) != 0 ? "rwsplit:" : "") + *body + *rc::gen::arbitrary<std::string>();
    const Hint hint = parsed(text);
    for (const TextSpan span : {hint.engine, hint.unknown}) {
      if (span.empty()) continue;
      RC_ASSERT(span.offset >= place);
      RC_ASSERT(std::size_t{span.offset} - place + span.length <= text.size());
    }
    RC_ASSERT((hint.target == HintTarget::engine) == !hint.engine.empty());
    // What is reported is an item: it begins and ends where a separator does.
    if (!hint.unknown.empty()) {
      RC_ASSERT(words(text, hint.unknown).find_first_of(", \t\n\v\f\r") == std::string_view::npos);
    }
  });
  CHECK(held);
}

TEST_CASE("hint: known items in any number of comments give what they say", "[sql][hint][property]") {
  const bool held = rc::check("no item is lost", [] {
    const auto consistency =
        *rc::gen::element(HintConsistency::eventual, HintConsistency::session, HintConsistency::strong);
    const std::string word = consistency == HintConsistency::eventual  ? "eventual"
                             : consistency == HintConsistency::session ? "session"
                                                                       : "strong";
    const auto name =
        *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abcXYZ019_.-"})));
    const auto blank = [] {
      return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string{" \t\n,"})));
    };
    const std::string first = "rwsplit:" + blank() + "engine=" + name + blank();
    const std::string second = "rwsplit:" + blank() + "consistency=" + word;
    const Hint hint = parsed(second, parsed(first));
    RC_ASSERT(hint.target == HintTarget::engine);
    RC_ASSERT(words(first, hint.engine) == name);
    RC_ASSERT(hint.consistency == consistency);
    RC_ASSERT(hint.unknown.empty());
    RC_ASSERT(parsed(second + blank() + "engine=" + name).target == HintTarget::engine);
  });
  CHECK(held);
}

}  // namespace
