#include <cstddef>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "chaos/history/elle_writer.hpp"
#include "chaos/script.hpp"
#include "chaos/simulation/simulation.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::chaos {
namespace {

std::string elle(const History& history) {
  std::ostringstream out;
  write_elle(history, out);
  return out.str();
}

TEST_CASE("list operations are written as Elle reads them", "[chaos]") {
  Recorder first(7);
  first.begin(Promise::session, 1000);
  first.append(3, 1);
  first.read_list(4, std::vector<Value>{8, 9});
  first.end(Outcome::ok, 1030);
  Recorder second(8);
  second.begin(Promise::session, 1010);
  second.append(3, 2);
  second.end(Outcome::fail, 1020);
  second.begin(Promise::session, 1030);
  second.read_list(3, {});
  second.end(Outcome::ok, 1031);
  CHECK(elle(History{{first.take(), second.take()}}) ==
        "{:index 0 :type :invoke :process 0 :f :txn :value [[:append 3 1] [:r 4 nil]] :time 0}\n"
        "{:index 1 :type :invoke :process 1 :f :txn :value [[:append 3 2]] :time 10}\n"
        "{:index 2 :type :fail :process 1 :f :txn :value [[:append 3 2]] :time 20}\n"
        "{:index 3 :type :ok :process 0 :f :txn :value [[:append 3 1] [:r 4 [8 9]]] :time 30}\n"
        "{:index 4 :type :invoke :process 1 :f :txn :value [[:r 3 nil]] :time 30}\n"
        "{:index 5 :type :ok :process 1 :f :txn :value [[:r 3 []]] :time 31}\n");
}

TEST_CASE("a process of Elle's is a session as long as its order was promised", "[chaos]") {
  Script script;
  script.append(1, 3, 1, Outcome::unknown);        // 0, which ends with it
  script.append(1, 3, 2);                          // 1
  script.read_list(1, 3, {2}, Promise::nothing);   // 2, alone
  script.read_list(1, 3, {2});                     // 1
  script.position_lost(1);                         //
  script.read_list(1, 3, {});                      // 3
  script.begin(1, Promise::nothing).append(3, 4);  // 3: a write is in the session's order whatever its reads are
  script.end(1);                                   //
  script.write(1, 3, 4);                           // not for Elle
  const auto text = elle(script.history());
  const std::regex form(":index (\\d+) :type :(invoke|info|ok) :process (\\d+) ");
  std::string processes;
  for (std::sregex_iterator line(text.begin(), text.end(), form), end; line != end; ++line) {
    processes += (*line)[3].str() + ((*line)[2] == "invoke" ? "" : (*line)[2].str()) + " ";
  }
  CHECK(processes == "0 0info 1 1ok 2 2ok 1 1ok 3 3ok 3 3ok ");
}

TEST_CASE("every line has the form, and every invocation its completion", "[chaos]") {
  Simulation simulation(3);
  simulation.run(2000);
  const auto history = simulation.finish();
  std::ostringstream out;
  const auto written = write_elle(history, out);
  CHECK(written > 500);

  const std::regex form(
      R"(\{:index (\d+) :type :(invoke|ok|fail|info) :process (\d+) :f :txn :value )"
      R"(\[((?:\[:append \d+ \d+\]|\[:r \d+ (?:nil|\[(?:\d+(?: \d+)*)?\])\])(?: (?!\])|(?=\])))+\] :time (\d+)\})");
  std::istringstream in(out.str());
  std::map<std::string, bool> under_way;
  std::size_t lines = 0;
  long long time = 0;
  for (std::string line; std::getline(in, line); ++lines) {
    std::smatch part;
    CAPTURE(line);
    REQUIRE(std::regex_match(line, part, form));
    CHECK(part[1] == std::to_string(lines));
    auto& busy = under_way[part[3]];
    REQUIRE(busy == (part[2] != "invoke"));
    busy = part[2] == "invoke";
    CHECK(std::stoll(part[5]) >= time);
    time = std::stoll(part[5]);
  }
  CHECK(lines == 2 * written);
}

TEST_CASE("nothing is written for a history without lists", "[chaos]") {
  Script script;
  CHECK(elle(script.history()).empty());
  script.write(1, 1, 1);
  CHECK(elle(script.history()).empty());
}

}  // namespace
}  // namespace rwsplit::chaos
