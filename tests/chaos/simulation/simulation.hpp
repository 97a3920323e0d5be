#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "chaos/history/history.hpp"
#include "chaos/history/recorder.hpp"
#include "chaos/simulation/random.hpp"
#include "chaos/simulation/simulated_database.hpp"

namespace rwsplit::chaos {

/// Sessions that work on a master and on replicas that lag, and wait as they should: their histories are valid.
///
/// What is public beyond `run` and `finish` is for `commit_fault`, which breaks a history at one place.
class Simulation {
 public:
  using Commit = SimulatedDatabase::Commit;

  static constexpr Value bank_total = 1000;

  explicit Simulation(std::uint64_t seed);

  /// Adds random operations of all workloads.
  void run(std::size_t operations);

  /// Reads all lists on the master. The simulation is over.
  [[nodiscard]] History finish();

  /// A session that `run` does not use.
  [[nodiscard]] SessionNumber new_session();
  [[nodiscard]] Key new_list() { return next_list_++; }
  [[nodiscard]] Key random_list() { return active_lists_[random().below(active_lists_.size())]; }
  [[nodiscard]] Value new_value() { return next_value_++; }
  [[nodiscard]] TokenNumber new_token() { return next_token_++; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] SimulatedDatabase& database() { return database_; }

  /// Begins an operation of this session, which is not in another.
  Recorder& begin(SessionNumber session, Promise promise = Promise::session);
  void end(SessionNumber session, Outcome outcome = Outcome::ok);
  void hand_over(SessionNumber from, TokenNumber token);
  void accept(SessionNumber by, TokenNumber token);

  /// Moves an amount between two accounts; returns the accounts that changed.
  std::array<Key, 2> transfer(SessionNumber session);
  void read_balances(SessionNumber session, Commit at, Key torn_account, Commit torn_at);

 private:
  struct Session {
    explicit Session(SessionNumber number) : recorder(number) {}
    Recorder recorder;
    Time busy_until = 0;
    Commit required = 0;
  };

  static constexpr std::size_t worker_count = 12;
  static constexpr std::size_t replica_count = 3;
  static constexpr std::size_t account_count = 5;
  static constexpr std::size_t appends_per_list = 100;

  void run_one();
  void move_replicas();
  void read_on_replica(SessionNumber session);
  void write_on_master(SessionNumber session);
  void write_register(SessionNumber session);
  void read_strongly(SessionNumber session);
  void exchange_token(SessionNumber from, SessionNumber by);
  void lose_position(SessionNumber session);
  [[nodiscard]] Outcome random_outcome();
  [[nodiscard]] Commit wait_on_replica(Commit required);

  Random random_;
  SimulatedDatabase database_;
  std::vector<Session> sessions_;
  std::array<Commit, replica_count> replicas_{};
  std::array<Key, 4> active_lists_{};
  std::array<std::size_t, 4> append_counts_{};
  Time now_ = 1'000'000;
  Key next_list_ = 1;
  Value next_value_ = 1;
  TokenNumber next_token_ = 1;
};

}  // namespace rwsplit::chaos
