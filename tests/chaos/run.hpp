#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/checker/report.hpp"
#include "chaos/databases/database.hpp"
#include "chaos/history/history.hpp"
#include "chaos/phase.hpp"
#include "chaos/run_options.hpp"
#include "chaos/workloads/stage.hpp"
#include "chaos/workloads/workload.hpp"

namespace rwsplit::chaos {

/// Phases on one database: a line for each is printed, and all together come to a verdict.
class Run {
 public:
  /// Makes the tables.
  Run(const RunOptions& options, const Database& database, Peer& peer);

  [[nodiscard]] Stage& stage() noexcept { return stage_; }
  [[nodiscard]] std::mt19937_64& random() noexcept { return random_; }

  /// All phases, again and again until there are enough pairs; of those that were chosen, once.
  void repeat(const std::function<void()>& phases);
  [[nodiscard]] bool wanted(std::string_view name) const;
  void execute(const Phase& phase) { static_cast<void>(counted(phase)); }
  /// Nothing is done meanwhile: then reads must run on replicas.
  void calm(std::chrono::milliseconds time);
  /// A checker that cannot fail proves nothing: reads that nobody keeps fresh, on replicas that are behind.
  void control();

  template <class... Arguments>
  void say(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    fmt::print(text, std::forward<Arguments>(arguments)...);
    fmt::print("\n");
    std::fflush(stdout);
  }
  void fail(const std::string& reason);

  /// Prints what it came to. True: nothing was violated.
  [[nodiscard]] bool passed();

 private:
  [[nodiscard]] std::vector<std::unique_ptr<Workload>> workloads(Tables& tables, Tally& tally, bool registers_only);
  std::unique_ptr<Tally> counted(const Phase& phase);
  void print(const Phase& phase, const Tally& tally, const Report& report, std::chrono::duration<double> took);
  void judge(const Phase& phase, Tally& tally, const Report& report, const History& history);

  const RunOptions& options_;
  Cluster cluster_;
  Stage stage_;
  std::mt19937_64 random_;
  Key phases_{0};
  std::uint64_t pairs_{0};
  std::uint64_t judged_{0};
  bool passed_{true};
};

}  // namespace rwsplit::chaos
