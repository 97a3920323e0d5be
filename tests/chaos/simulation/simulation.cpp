#include "chaos/simulation/simulation.hpp"

#include <algorithm>
#include <utility>

namespace rwsplit::chaos {

Simulation::Simulation(std::uint64_t seed) : random_(seed) {
  for (auto& list : active_lists_) list = new_list();
  database_.commit();
  for (std::size_t account = 0; account < account_count; ++account) {
    database_.set_balance(static_cast<Key>(account), bank_total / static_cast<Value>(account_count));
  }
  replicas_.fill(database_.newest());
  for (std::size_t worker = 0; worker < worker_count; ++worker) static_cast<void>(new_session());
}

SessionNumber Simulation::new_session() {
  const auto number = static_cast<SessionNumber>(sessions_.size());
  sessions_.emplace_back(number);
  sessions_.back().required = 1;  // the accounts are there from the beginning
  return number;
}

void Simulation::run(std::size_t operations) {
  for (std::size_t count = 0; count < operations; ++count) run_one();
}

History Simulation::finish() {
  const auto auditor = new_session();
  for (const auto list : database_.lists()) {
    begin(auditor, Promise::strong).read_list(list, database_.list_at(list, database_.newest()));
    end(auditor);
  }
  std::vector<Log> logs;
  for (auto& session : sessions_) logs.push_back(session.recorder.take());
  return History{std::move(logs)};
}

Recorder& Simulation::begin(SessionNumber session, Promise promise) {
  auto& mine = sessions_[session];
  now_ = std::max(now_, mine.busy_until) + 2;
  // Operations overlap: this one began some time before it does its work, and ends some time after it.
  const auto early = std::min(static_cast<Time>(random_.below(60)), now_ - mine.busy_until - 1);
  mine.recorder.begin(promise, now_ - early);
  return mine.recorder;
}

void Simulation::end(SessionNumber session, Outcome outcome) {
  auto& mine = sessions_[session];
  mine.busy_until = now_ + static_cast<Time>(random_.below(60));
  mine.recorder.end(outcome, mine.busy_until);
}

void Simulation::hand_over(SessionNumber from, TokenNumber token) {
  auto& mine = sessions_[from];
  now_ = mine.busy_until = std::max(now_, mine.busy_until) + 1;
  mine.recorder.hand_over(token, now_);
}

void Simulation::accept(SessionNumber by, TokenNumber token) {
  auto& mine = sessions_[by];
  now_ = mine.busy_until = std::max(now_, mine.busy_until) + 1;
  mine.recorder.accept(token, now_);
}

void Simulation::run_one() {
  move_replicas();
  const auto session = static_cast<SessionNumber>(random_.below(worker_count));
  const auto dice = random_.below(100);
  if (dice < 45) return read_on_replica(session);
  if (dice < 75) return write_on_master(session);
  if (dice < 85) return write_register(session);
  if (dice < 92) {
    static_cast<void>(transfer(session));
    return;
  }
  if (dice < 96) return read_strongly(session);
  if (dice < 99) return exchange_token(session, static_cast<SessionNumber>(random_.below(worker_count)));
  lose_position(session);
}

void Simulation::move_replicas() {
  for (auto& applied : replicas_) {
    if (random_.chance(30)) applied += random_.below(database_.newest() - applied + 1);
  }
}

Simulation::Commit Simulation::wait_on_replica(Commit required) {
  auto& applied = replicas_[random_.below(replica_count)];
  applied = std::max(applied, required);
  return applied;
}

void Simulation::read_on_replica(SessionNumber session) {
  const bool eventual = random_.chance(10);
  auto& recorder = begin(session, eventual ? Promise::nothing : Promise::session);
  auto& required = sessions_[session].required;
  const auto at = wait_on_replica(eventual ? 0 : required);
  if (!eventual) required = at;
  const auto kind = random_.below(3);
  if (kind == 0) {
    for (std::size_t account = 0; account < account_count; ++account) {
      recorder.balance(static_cast<Key>(account), database_.balance_at(static_cast<Key>(account), at));
    }
  } else if (kind == 1) {
    const auto key = static_cast<Key>(random_.below(worker_count));
    recorder.read(key, database_.register_at(key, at));
  } else {
    for (auto left = 1 + random_.below(3); left > 0; --left) {
      const auto list = random_list();
      recorder.read_list(list, database_.list_at(list, at));
    }
  }
  end(session);
}

Outcome Simulation::random_outcome() {
  const auto dice = random_.below(100);
  return dice < 92 ? Outcome::ok : dice < 96 ? Outcome::fail : Outcome::unknown;
}

void Simulation::write_on_master(SessionNumber session) {
  auto& recorder = begin(session);
  const auto outcome = random_outcome();
  const bool done = outcome == Outcome::ok || (outcome == Outcome::unknown && random_.chance(50));
  const auto commit = done ? database_.commit() : database_.newest();
  for (auto left = 1 + random_.below(4); left > 0; --left) {
    const auto slot = random_.below(active_lists_.size());
    const auto list = active_lists_[slot];
    if (done && random_.chance(30)) {
      recorder.read_list(list, database_.list_at(list, commit));
      continue;
    }
    const auto value = new_value();
    recorder.append(list, value);
    if (done) database_.append(list, value);
    if (++append_counts_[slot] < appends_per_list) continue;
    active_lists_[slot] = new_list();
    append_counts_[slot] = 0;
  }
  if (outcome == Outcome::ok) sessions_[session].required = commit;
  end(session, outcome);
}

void Simulation::write_register(SessionNumber session) {
  auto& recorder = begin(session);
  const auto key = static_cast<Key>(session);  // one writer per register
  const auto outcome = random_outcome();
  const auto value = new_value();
  recorder.write(key, value);
  if (outcome == Outcome::ok || (outcome == Outcome::unknown && random_.chance(50))) {
    const auto commit = database_.commit();
    database_.write(key, value);
    if (outcome == Outcome::ok) sessions_[session].required = commit;
  }
  end(session, outcome);
}

std::array<Key, 2> Simulation::transfer(SessionNumber session) {
  const auto from = random_.below(account_count);
  const auto to = (from + 1 + random_.below(account_count - 1)) % account_count;
  const std::array accounts{static_cast<Key>(from), static_cast<Key>(to)};
  const auto amount = static_cast<Value>(1 + random_.below(20));
  begin(session);
  const auto commit = database_.commit();
  database_.set_balance(accounts[0], database_.balance_at(accounts[0], commit) - amount);
  database_.set_balance(accounts[1], database_.balance_at(accounts[1], commit) + amount);
  sessions_[session].required = commit;
  end(session);
  return accounts;
}

void Simulation::read_balances(SessionNumber session, Commit at, Key torn_account, Commit torn_at) {
  auto& recorder = begin(session);
  for (std::size_t index = 0; index < account_count; ++index) {
    const auto account = static_cast<Key>(index);
    recorder.balance(account, database_.balance_at(account, account == torn_account ? torn_at : at));
  }
  end(session);
}

void Simulation::read_strongly(SessionNumber session) {
  auto& recorder = begin(session, Promise::strong);
  const auto at = database_.newest();
  sessions_[session].required = at;
  const auto list = random_list();
  recorder.read_list(list, database_.list_at(list, at));
  const auto key = static_cast<Key>(random_.below(worker_count));
  recorder.read(key, database_.register_at(key, at));
  end(session);
}

void Simulation::exchange_token(SessionNumber from, SessionNumber by) {
  const auto token = new_token();
  hand_over(from, token);
  const auto position = sessions_[from].required;
  accept(by, token);
  sessions_[by].required = std::max(sessions_[by].required, position);
}

void Simulation::lose_position(SessionNumber session) {
  auto& mine = sessions_[session];
  now_ = mine.busy_until = std::max(now_, mine.busy_until) + 1;
  mine.recorder.position_lost(now_);
  mine.required = 1;
}

}  // namespace rwsplit::chaos
