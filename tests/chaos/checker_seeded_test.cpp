#include <rapidcheck.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>

#include "chaos/checker/check.hpp"
#include "chaos/history/elle_writer.hpp"
#include "chaos/simulation/fault.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::chaos {
namespace {

constexpr CheckOptions everything{.bank_total = Simulation::bank_total, .serializable = true};

History valid_history(std::uint64_t seed, std::size_t operations) {
  Simulation simulation(seed);
  simulation.run(operations);
  return simulation.finish();
}

/// The report on a history with one fault in it.
Report report_on(Fault fault, std::uint64_t seed, ViolationKind& expected) {
  Simulation simulation(seed);
  simulation.run(50 + simulation.random().below(300));
  expected = commit_fault(simulation, fault);
  simulation.run(simulation.random().below(300));
  return check(simulation.finish(), everything);
}

TEST_CASE("a valid history passes, whatever lags, fails, or gets lost on the way", "[chaos]") {
  CHECK(rc::check("valid histories pass", [](std::uint64_t seed) {
    const auto report = check(valid_history(seed, 600), everything);
    if (!report.passed()) RC_FAIL(report.to_string());
    RC_ASSERT(report.judged_reads > 200U);
  }));
}

TEST_CASE("every fault is reported, as what it is", "[chaos]") {
  for (std::size_t number = 0; number < fault_count; ++number) {
    CAPTURE(number);
    CHECK(rc::check("seeded fault " + std::to_string(number), [number](std::uint64_t seed) {
      auto expected = ViolationKind::bad_history;
      const auto report = report_on(static_cast<Fault>(number), seed, expected);
      if (report.count(expected) == 0) {
        RC_FAIL("expected " + std::string(to_string(expected)) + ", reported:\n" + report.to_string());
      }
      RC_ASSERT(report.count(ViolationKind::unclassified_cycle) == 0U);
    }));
  }
}

TEST_CASE("write skew is a violation only where serializability was promised", "[chaos]") {
  Simulation simulation(1);
  commit_fault(simulation, Fault::write_skew);
  const auto history = simulation.finish();
  CHECK(check(history).passed());
  CHECK(check(history, {.serializable = true}).count(ViolationKind::g2) == 1);
}

TEST_CASE("a history of 100,000 operations passes", "[chaos]") {
  const auto history = valid_history(7, 100'000);
  const auto report = check(history, everything);
  INFO(report.to_string());
  CHECK(report.passed());
  CHECK(report.judged_reads > 50'000);
}

TEST_CASE("how long it takes", "[.][bench]") {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
  };
  for (const std::size_t operations : {100'000U, 200'000U, 400'000U, 1'000'000U}) {
    auto begin = Clock::now();
    const auto history = valid_history(7, operations);
    const auto generated = since(begin);
    begin = Clock::now();
    const auto report = check(history, everything);
    const auto checked = since(begin);
    begin = Clock::now();
    std::ostringstream elle;
    write_elle(history, elle);
    std::cout << operations << " operations: generated in " << generated << " ms, checked in " << checked
              << " ms, written for Elle in " << since(begin) << " ms; " << report.to_string();
  }
}

}  // namespace
}  // namespace rwsplit::chaos
