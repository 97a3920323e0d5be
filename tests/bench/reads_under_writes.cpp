#include "bench/reads_under_writes.hpp"

#include <future>
#include <optional>
#include <thread>
#include <utility>

#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/rwsplit.hpp>

#include "bench/test_posts.hpp"

namespace rwsplit::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// What one thread has done.
struct Work {
  std::uint64_t writes{0};
  std::uint64_t on_replicas{0};
  std::uint64_t on_master{0};
  std::uint64_t stale{0};

  void add(const Work& other) noexcept {
    writes += other.writes;
    on_replicas += other.on_replicas;
    on_master += other.on_master;
    stale += other.stale;
  }
};

/// Times that are a fixed pause apart, however long what is done at them takes.
class Beat {
 public:
  Beat(Clock::time_point first, Clock::duration pause) noexcept : next_{first}, pause_{pause} {}

  [[nodiscard]] Clock::time_point next() const noexcept { return next_; }
  void step() noexcept { next_ += pause_; }

 private:
  Clock::time_point next_;
  Clock::duration pause_;
};

struct HandedOver {
  std::int32_t number{0};
  CausalToken token{};
};

/// The newest write that is known, with its token.
class NoticeBoard {
 public:
  void put(HandedOver written) RWSPLIT_EXCLUDES(mutex_) {
    const detail::MutexLock lock{mutex_};
    newest_ = std::move(written);
  }
  [[nodiscard]] std::optional<HandedOver> newer_than(std::int32_t number) const RWSPLIT_EXCLUDES(mutex_) {
    const detail::MutexLock lock{mutex_};
    return newest_.number > number ? std::optional{newest_} : std::nullopt;
  }

 private:
  mutable detail::Mutex mutex_;
  HandedOver newest_ RWSPLIT_GUARDED_BY(mutex_);
};

constexpr std::int64_t common_post = post_count;

void read(RoutingSession& db, std::int64_t id, std::int32_t at_least, Work& work) {
  if (views_of(db, id) < at_least) ++work.stale;
  ++(db.last_decision().role == Role::replica ? work.on_replicas : work.on_master);
}

Work write_for_others(Cluster& cluster, NoticeBoard& board, Beat beat, Clock::time_point end) {
  Work work;
  for (std::int32_t number = 1; beat.next() < end; ++number, beat.step()) {
    std::this_thread::sleep_until(beat.next());
    RoutingSession db{cluster};
    set_views(db, common_post, number);
    board.put({.number = number, .token = db.token()});
    ++work.writes;
  }
  return work;
}

Work read_from_another(Cluster& cluster, const NoticeBoard& board, Clock::time_point end) {
  RoutingSession db{cluster};
  Work work;
  std::int32_t known = 0;
  while (Clock::now() < end) {
    if (const auto newer = board.newer_than(known)) {
      db.require(newer->token);
      known = newer->number;
    }
    read(db, common_post, known, work);
  }
  return work;
}

Work read_own(Cluster& cluster, std::int64_t own_post, Beat beat, Clock::time_point end) {
  RoutingSession db{cluster};
  Work work;
  std::int32_t number = 0;
  for (Clock::time_point now = Clock::now(); now < end; now = Clock::now()) {
    if (now >= beat.next()) {
      set_views(db, own_post, ++number);
      ++work.writes;
      beat.step();
    }
    read(db, own_post, number, work);
  }
  return work;
}

using Threads = std::vector<std::future<Work>>;

Threads with_one_writer(Cluster& cluster, NoticeBoard& board, const Load& load, Clock::time_point begin) {
  const Clock::time_point end = begin + load.duration;
  const Beat beat{begin, std::chrono::nanoseconds{std::chrono::seconds{1}} / load.writes_per_second};
  Threads threads;
  threads.push_back(std::async(std::launch::async,
                               [&cluster, &board, beat, end] { return write_for_others(cluster, board, beat, end); }));
  for (std::size_t i = 0; i < load.readers; ++i) {
    threads.push_back(
        std::async(std::launch::async, [&cluster, &board, end] { return read_from_another(cluster, board, end); }));
  }
  return threads;
}

Threads with_own_writes(Cluster& cluster, const Load& load, Clock::time_point begin) {
  const Clock::time_point end = begin + load.duration;
  const std::chrono::nanoseconds pause{std::chrono::nanoseconds{std::chrono::seconds{1}} / load.writes_per_second};
  Threads threads;
  for (std::size_t i = 0; i < load.readers; ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const Beat beat{begin + number * pause, static_cast<std::int64_t>(load.readers) * pause};  // one after the other
    threads.push_back(std::async(std::launch::async,
                                 [&cluster, number, beat, end] { return read_own(cluster, number + 1, beat, end); }));
  }
  return threads;
}

}  // namespace

ReadsUnderWrites measure_reads_under_writes(const std::vector<std::string>& urls, const Load& load) {
  Cluster cluster{cluster_of(urls, urls.size() - 1, load.readers + 1)};
  NoticeBoard board;
  const Clock::time_point begin = Clock::now();
  Threads threads = load.writer == Writer::another ? with_one_writer(cluster, board, load, begin)
                                                   : with_own_writes(cluster, load, begin);
  Work all;
  for (std::future<Work>& thread : threads) all.add(thread.get());
  const std::chrono::duration<double> seconds = Clock::now() - begin;
  const auto per_second = [&](std::uint64_t count) { return static_cast<double>(count) / seconds.count(); };
  return {.writes_per_second = per_second(all.writes),
          .reads_per_second = per_second(all.on_replicas + all.on_master),
          .on_replicas = all.on_replicas,
          .on_master = all.on_master,
          .stale = all.stale,
          .freshness = cluster.freshness_statistics()};
}

}  // namespace rwsplit::bench
