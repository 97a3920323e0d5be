#include "chaos/simulation/fault.hpp"

#include <array>
#include <utility>
#include <vector>

namespace rwsplit::chaos {
namespace {

using Values = std::vector<Value>;
using Commit = Simulation::Commit;

/// Writes the scripts of the faults.
class Saboteur {
 public:
  explicit Saboteur(Simulation& simulation) : simulation_(simulation) {}

  SessionNumber session() { return simulation_.new_session(); }
  Commit newest() { return simulation_.database().newest(); }
  Value value() { return simulation_.new_value(); }
  Simulation& simulation() { return simulation_; }

  /// Others work on, so that what belongs together does not stand together.
  void others() { simulation_.run(simulation_.random().below(8)); }

  /// Returns the commit.
  Commit append(SessionNumber session, Key list, const Values& values, Outcome outcome = Outcome::ok) {
    auto& recorder = simulation_.begin(session);
    const auto commit = simulation_.database().commit();
    for (const auto each : values) {
      recorder.append(list, each);
      simulation_.database().append(list, each);
    }
    simulation_.end(session, outcome);
    return commit;
  }

  void append_lost(SessionNumber session, Key list) {
    simulation_.begin(session).append(list, value());
    simulation_.end(session);
  }

  Commit write(SessionNumber session, Key key) {
    const auto number = value();
    simulation_.begin(session).write(key, number);
    const auto commit = simulation_.database().commit();
    simulation_.database().write(key, number);
    simulation_.end(session);
    return commit;
  }

  void show(SessionNumber session, Key list, const Values& values, Promise promise = Promise::session) {
    simulation_.begin(session, promise).read_list(list, values);
    simulation_.end(session);
  }

  void read(SessionNumber session, Key list, Commit at, Promise promise = Promise::session) {
    show(session, list, simulation_.database().list_at(list, at), promise);
  }

  void read_register(SessionNumber session, Key key, Commit at, Promise promise = Promise::session) {
    simulation_.begin(session, promise).read(key, simulation_.database().register_at(key, at));
    simulation_.end(session);
  }

  /// One operation that appends to one list and shows another, whatever the database says.
  void append_and_show(SessionNumber session, Key list, Value appended, Key shown, const Values& values) {
    auto& recorder = simulation_.begin(session);
    recorder.append(list, appended);
    simulation_.database().commit();
    simulation_.database().append(list, appended);
    recorder.read_list(shown, values);
    simulation_.end(session);
  }

  void pass_token(SessionNumber from, SessionNumber by) {
    const auto token = simulation_.new_token();
    simulation_.hand_over(from, token);
    others();
    simulation_.accept(by, token);
    others();
  }

 private:
  Simulation& simulation_;
};

ViolationKind stale_read(Saboteur& by, bool list) {
  const auto session = by.session();
  const auto key = list ? by.simulation().random_list() : static_cast<Key>(1000 + session);
  const auto commit = list ? by.append(session, key, {by.value()}) : by.write(session, key);
  by.others();
  list ? by.read(session, key, commit - 1) : by.read_register(session, key, commit - 1);
  return ViolationKind::stale_own_read;
}

ViolationKind go_backwards(Saboteur& by, bool list) {
  const auto writer = by.session();
  const auto reader = by.session();
  const auto key = list ? by.simulation().random_list() : static_cast<Key>(1000 + writer);
  const auto commit = list ? by.append(writer, key, {by.value()}) : by.write(writer, key);
  by.others();
  list ? by.read(reader, key, by.newest()) : by.read_register(reader, key, by.newest());
  by.others();
  list ? by.read(reader, key, commit - 1) : by.read_register(reader, key, commit - 1);
  return ViolationKind::went_backwards;
}

ViolationKind ignore_token(Saboteur& by, bool list) {
  const auto writer = by.session();
  const auto reader = by.session();
  const auto key = list ? by.simulation().random_list() : static_cast<Key>(1000 + writer);
  const auto commit = list ? by.append(writer, key, {by.value()}) : by.write(writer, key);
  by.pass_token(writer, reader);
  list ? by.read(reader, key, commit - 1) : by.read_register(reader, key, commit - 1);
  return ViolationKind::token_not_honoured;
}

ViolationKind stale_strong_read(Saboteur& by, bool list) {
  const auto writer = by.session();
  const auto reader = by.session();
  const auto key = list ? by.simulation().random_list() : static_cast<Key>(1000 + writer);
  const auto commit = list ? by.append(writer, key, {by.value()}) : by.write(writer, key);
  by.simulation().run(100);  // until it is certainly acknowledged
  list ? by.read(reader, key, commit - 1, Promise::strong) : by.read_register(reader, key, commit - 1, Promise::strong);
  return ViolationKind::stale_strong_read;
}

ViolationKind lose_append(Saboteur& by, bool over_token) {
  const auto writer = by.session();
  const auto list = by.simulation().random_list();
  by.append_lost(writer, list);
  by.others();
  if (!over_token) {
    by.read(writer, list, by.newest());
    return ViolationKind::lost_append;
  }
  const auto reader = by.session();
  by.pass_token(writer, reader);
  by.read(reader, list, by.newest());
  return ViolationKind::lost_append;
}

ViolationKind show_half(Saboteur& by) {
  const auto writer = by.session();
  const auto list = by.simulation().random_list();
  by.append(writer, list, {by.value(), by.value()});
  auto values = by.simulation().database().list_at(list, by.newest());
  values.pop_back();
  by.others();
  by.show(by.session(), list, values);
  return ViolationKind::intermediate_read;
}

/// Shows a list of at least two values with a change.
template <class Change>
void show_changed(Saboteur& by, Change change) {
  const auto list = by.simulation().random_list();
  by.append(by.session(), list, {by.value()});
  by.append(by.session(), list, {by.value()});
  auto values = by.simulation().database().list_at(list, by.newest());
  by.others();
  change(values);
  by.show(by.session(), list, values);
}

ViolationKind forget_own_append(Saboteur& by) {
  const auto list = by.simulation().random_list();
  const auto before = by.simulation().database().list_at(list, by.newest());
  by.append_and_show(by.session(), list, by.value(), list, before);
  return ViolationKind::internal_contradiction;
}

ViolationKind overwrite_each_other(Saboteur& by) {
  auto& simulation = by.simulation();
  const std::array lists{simulation.new_list(), simulation.new_list()};
  const std::array sessions{by.session(), by.session()};
  std::array<Values, 2> appended;
  for (std::size_t index = 0; index < 2; ++index) {
    auto& recorder = simulation.begin(sessions[index]);
    for (const auto list : lists) {
      appended[index].push_back(by.value());
      recorder.append(list, appended[index].back());
    }
    simulation.end(sessions[index]);
    by.others();
  }
  simulation.database().commit();
  for (const std::size_t index : {0U, 1U}) simulation.database().append(lists[0], appended[index][0]);
  for (const std::size_t index : {1U, 0U}) simulation.database().append(lists[1], appended[index][1]);
  return ViolationKind::g0;
}

/// Each of two transactions appends to one list and reads the other's: with its append in it, or without.
ViolationKind append_across(Saboteur& by, bool seen) {
  const std::array lists{by.simulation().new_list(), by.simulation().new_list()};
  const std::array values{by.value(), by.value()};
  by.append_and_show(by.session(), lists[0], values[0], lists[1], seen ? Values{values[1]} : Values{});
  by.others();
  by.append_and_show(by.session(), lists[1], values[1], lists[0], seen ? Values{values[0]} : Values{});
  return seen ? ViolationKind::g1c : ViolationKind::g2;
}

ViolationKind tear_snapshot(Saboteur& by) {
  auto& simulation = by.simulation();
  const std::array lists{simulation.new_list(), simulation.new_list()};
  const auto writer = by.session();
  auto& recorder = simulation.begin(writer);
  const auto commit = simulation.database().commit();
  for (const auto list : lists) {
    const auto value = by.value();
    recorder.append(list, value);
    simulation.database().append(list, value);
  }
  simulation.end(writer);
  by.others();
  const auto reader = by.session();
  auto& reads = simulation.begin(reader);
  reads.read_list(lists[0], simulation.database().list_at(lists[0], commit));
  reads.read_list(lists[1], simulation.database().list_at(lists[1], commit - 1));
  simulation.end(reader);
  return ViolationKind::g_single;
}

/// Sees what depends on an append, then a list without that append, which it had not seen before.
ViolationKind go_back_over_two_lists(Saboteur& by, bool over_token) {
  const std::array lists{by.simulation().new_list(), by.simulation().new_list()};
  const auto first = by.value();
  const auto commit = by.append(by.session(), lists[0], {first});
  by.others();
  by.append_and_show(by.session(), lists[1], by.value(), lists[0], {first});
  by.others();
  auto reader = by.session();
  by.read(reader, lists[1], by.newest());
  by.others();
  if (over_token) {
    // Its own floors say the same of the list that it saw, but not of the other one.
    const auto next = by.session();
    by.pass_token(reader, next);
    reader = next;
  }
  by.read(reader, lists[0], commit - 1);
  return ViolationKind::session_cycle;
}

ViolationKind tear_total(Saboteur& by) {
  const auto accounts = by.simulation().transfer(by.session());
  const auto commit = by.newest();
  by.others();
  by.simulation().read_balances(by.session(), commit, accounts[0], commit - 1);
  return ViolationKind::torn_total;
}

ViolationKind invent_register(Saboteur& by) {
  const auto session = by.session();
  by.simulation().begin(session).read(static_cast<Key>(1000 + session), by.value());
  by.simulation().end(session);
  return ViolationKind::unwritten_value;
}

}  // namespace

ViolationKind commit_fault(Simulation& simulation, Fault fault) {
  Saboteur by(simulation);
  switch (fault) {
    case Fault::stale_own_list: return stale_read(by, true);
    case Fault::stale_own_register: return stale_read(by, false);
    case Fault::list_goes_backwards: return go_backwards(by, true);
    case Fault::register_goes_backwards: return go_backwards(by, false);
    case Fault::lost_append: return lose_append(by, false);
    case Fault::lost_append_of_token: return lose_append(by, true);
    case Fault::aborted_append:
      by.append(by.session(), simulation.random_list(), {by.value()}, Outcome::fail);
      return ViolationKind::aborted_read;
    case Fault::half_an_operation: return show_half(by);
    case Fault::doubled_value:
      show_changed(by, [](Values& values) { values.push_back(values.back()); });
      return ViolationKind::duplicate_value;
    case Fault::unwritten_list_value:
      show_changed(by, [&](Values& values) { values.push_back(by.value()); });
      return ViolationKind::unwritten_value;
    case Fault::unwritten_register: return invent_register(by);
    case Fault::swapped_order:
      show_changed(by, [](Values& values) { std::swap(values.end()[-1], values.end()[-2]); });
      return ViolationKind::incompatible_order;
    case Fault::forgotten_own_append: return forget_own_append(by);
    case Fault::write_cycle: return overwrite_each_other(by);
    case Fault::information_cycle: return append_across(by, true);
    case Fault::torn_snapshot: return tear_snapshot(by);
    case Fault::write_skew: return append_across(by, false);
    case Fault::sessions_out_of_order: return go_back_over_two_lists(by, false);
    case Fault::tokens_out_of_order: return go_back_over_two_lists(by, true);
    case Fault::torn_total: return tear_total(by);
    case Fault::ignored_token_list: return ignore_token(by, true);
    case Fault::ignored_token_register: return ignore_token(by, false);
    case Fault::stale_strong_list: return stale_strong_read(by, true);
    case Fault::stale_strong_register: return stale_strong_read(by, false);
  }
  return ViolationKind::bad_history;
}

}  // namespace rwsplit::chaos
