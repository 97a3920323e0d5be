#pragma once

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <time.h>

#include "bench/contestant.hpp"

namespace rwsplit::bench {

/// What one block has shown.
struct Block {
  double statements_per_second{0};
  /// Of this process, for one statement: hardly depends on what else the machine does.
  double cpu_microseconds{0};
};

/// Processor time of this process so far, in microseconds.
[[nodiscard]] inline double process_cpu() noexcept {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

/// Who takes part, made by each thread for itself.
using Team = std::vector<std::unique_ptr<Contestant>>;

/// A fixed number of threads that run blocks: all of them the same contestant, for the same short time.
class Crew {
 public:
  /// `make_team(n)` is called by thread `n`.
  Crew(std::size_t threads, Workload workload, const std::function<Team(std::size_t)>& make_team)
      : workload_{workload}, start_{party(threads)}, end_{party(threads)} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i, make_team] { work(i, make_team); });
    end_.arrive_and_wait();  // every team is there
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() {
    over_ = true;
    start_.arrive_and_wait();
    for (std::thread& thread : threads_) thread.join();
  }

  [[nodiscard]] Block run_block(std::size_t contestant, std::chrono::milliseconds length) {
    using Clock = std::chrono::steady_clock;
    contestant_ = contestant;
    stop_.store(false, std::memory_order_relaxed);
    units_.store(0, std::memory_order_relaxed);
    start_.arrive_and_wait();
    const Clock::time_point begin = Clock::now();
    const double cpu_before = process_cpu();
    std::this_thread::sleep_for(length);
    stop_.store(true, std::memory_order_relaxed);
    end_.arrive_and_wait();  // units in progress count, and so does their time
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    const auto statements = static_cast<double>(units_.load(std::memory_order_relaxed) * statements_per_unit);
    return {.statements_per_second = statements / seconds.count(),
            .cpu_microseconds = (process_cpu() - cpu_before) / statements};
  }

 private:
  [[nodiscard]] static std::ptrdiff_t party(std::size_t threads) { return static_cast<std::ptrdiff_t>(threads) + 1; }

  void work(std::size_t number, const std::function<Team(std::size_t)>& make_team) noexcept {
    try {
      const Team team = make_team(number);
      Keys keys{number + 1};
      end_.arrive_and_wait();
      for (;;) {
        start_.arrive_and_wait();
        if (over_) return;
        run(*team[contestant_], keys);
        end_.arrive_and_wait();
      }
    } catch (const std::exception& error) {
      // The others wait for this thread for ever: there is nothing left to measure.
      std::fprintf(stderr, "split_bench: %s\n", error.what());
      std::_Exit(EXIT_FAILURE);
    }
  }

  void run(Contestant& contestant, Keys& keys) {
    std::uint64_t units = 0;
    std::uint64_t sum = 0;
    for (; !stop_.load(std::memory_order_relaxed); ++units) sum += contestant.unit(workload_, keys);
    units_.fetch_add(units, std::memory_order_relaxed);
    seen_.fetch_add(sum, std::memory_order_relaxed);
  }

  const Workload workload_;
  std::barrier<> start_;
  std::barrier<> end_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> units_{0};
  std::atomic<std::uint64_t> seen_{0};
  // Written between blocks only; the barriers order that.
  std::size_t contestant_{0};
  bool over_{false};
  std::vector<std::thread> threads_;
};

}  // namespace rwsplit::bench
