#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "chaos/history/log.hpp"
#include "chaos/workloads/stage.hpp"
#include "chaos/workloads/workload.hpp"

namespace rwsplit::chaos {

/// A thread for each workload, until it is stopped.
class Crew {
 public:
  Crew(Stage& stage, Tally& tally, std::vector<std::unique_ptr<Workload>> workloads);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() { stop(); }

  /// Blocking: until every worker has ended its step.
  void stop();
  /// What they noted. Requires `stop()`.
  [[nodiscard]] std::vector<Log> take();

 private:
  void work(Workload& workload);

  Stage& stage_;
  Tally& tally_;
  std::vector<std::unique_ptr<Workload>> workloads_;
  std::atomic<bool> running_{true};
  std::vector<std::thread> threads_;
};

}  // namespace rwsplit::chaos
