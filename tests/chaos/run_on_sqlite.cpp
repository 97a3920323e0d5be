#include "chaos/run_on_sqlite.hpp"

#include <chrono>
#include <thread>

#include "chaos/disturbances/other_process.hpp"
#include "chaos/run.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto calm_time = 4s;
constexpr auto disturbed_time = 4s;

void disturb(const SqliteFile& file) {
  const auto end = Clock::now() + disturbed_time;
  do {
    write_bulk_elsewhere(file);
    std::this_thread::sleep_for(100ms);  // of undisturbed work between two of them
    die_in_transaction(file);
    std::this_thread::sleep_for(100ms);
  } while (Clock::now() < end);
}

}  // namespace

bool run_on_sqlite(const RunOptions& options, const SqliteFile& file, Peer& peer) {
  Run run{options, file, peer};
  run.repeat([&] {
    if (run.wanted("calm")) run.calm(calm_time);
    if (run.wanted("other process")) {
      run.execute({.name = "other process", .action = [&](Tables&) { disturb(file); }});
    }
  });
  return run.passed();
}

}  // namespace rwsplit::chaos
