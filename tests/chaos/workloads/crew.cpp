#include "chaos/workloads/crew.hpp"

#include <exception>
#include <utility>

namespace rwsplit::chaos {

Crew::Crew(Stage& stage, Tally& tally, std::vector<std::unique_ptr<Workload>> workloads)
    : stage_{stage}, tally_{tally}, workloads_{std::move(workloads)} {
  for (const auto& workload : workloads_) threads_.emplace_back([this, &workload] { work(*workload); });
}

void Crew::work(Workload& workload) {
  while (running_) {
    stage_.gate.enter();
    try {
      workload.step();
    } catch (const std::exception& error) {
      tally_.add_mistake(error.what());
    }
    stage_.gate.leave();
  }
}

void Crew::stop() {
  running_ = false;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<Log> Crew::take() {
  std::vector<Log> logs;
  for (const auto& workload : workloads_) logs.push_back(workload->take());
  return logs;
}

}  // namespace rwsplit::chaos
