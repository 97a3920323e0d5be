#include "chaos/disturbances/loss_trial.hpp"

#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "chaos/disturbances/disturbance.hpp"
#include "chaos/workloads/closed_gate.hpp"

namespace rwsplit::chaos {
namespace {

constexpr std::size_t of_each_kind = 5;
constexpr int operations_after = 4;
constexpr int most_trials = 5;
constexpr Key number_before = Tables::registers;
constexpr Key number_lost = Tables::registers + 1;

/// A session that is watched over a loss.
struct Witness {
  Witness(Cluster& cluster, std::string what_it_did, bool has_lost, SessionOptions options = {})
      : db{cluster, std::move(options)}, did{std::move(what_it_did)}, lost{has_lost} {}

  void write(Key key) { db.execute("UPDATE chaos_register SET v = v + 1 WHERE k = ?", key); }
  Value read(Key key) { return db.query_one<std::int64_t>("SELECT v FROM chaos_register WHERE k = ?", key); }

  RoutingSession db;
  std::string did;
  bool lost;
  /// What it did went otherwise than it was meant to.
  bool left_out{false};
  int told{0};
  int done{0};
};

class Trial {
 public:
  Trial(Stage& stage, const Tables& tables)
      : stage_{stage}, before_{tables.register_key(number_before)}, lost_{tables.register_key(number_lost)} {}

  void act_before() {
    std::vector<Witness*> readers;
    for (std::size_t i = 0; i < of_each_kind; ++i) {
      add("wrote before", false).write(before_);
      readers.push_back(&add("wrote before and read it", false));
      readers.back()->write(before_);
      readers.push_back(&add("read before", false));
      later_readers_.push_back(&add("wrote before, and saw on the master", true));
      later_readers_.back()->write(before_);
    }
    stage_.database.await_replicas();  // a read that waits in vain runs on the master
    for (auto* const witness : readers) see_on_replica(*witness);
  }

  void act_lost() {
    for (auto* const witness : later_readers_) see_on_master(*witness);
    for (std::size_t i = 0; i < of_each_kind; ++i) {
      auto& wrote = add("wrote", true);
      wrote.write(lost_);
      auto& required = add("was handed a token of a write", true);
      required.db.require(CausalToken::parse(wrote.db.token().to_string()).value());
      see_on_master(add("saw on the master", true));
      auto& handed_on = add("saw on the master, and took a token", true);
      see_on_master(handed_on);
      auto& heard = add("was handed a token of what was seen", true);
      heard.db.require(handed_on.db.token());
      auto& transaction = add("wrote in a transaction", true);
      transaction.db.transaction(
          [&](Transaction& inside) { inside.execute("UPDATE chaos_register SET v = v + 1 WHERE k = ?", lost_); });
      see_on_replica(add("read on a replica meanwhile", false));
      add("did nothing", false);
    }
  }

  void act_after() {
    bool writes_first = false;
    for (auto& witness : witnesses_) {
      if (witness.left_out) continue;
      writes_first = !writes_first;
      for (int tries = 0; witness.done < operations_after && tries < 500; ++tries) {
        act_once(witness, (witness.done % 2 == 0) == writes_first);
      }
    }
  }

  void judge(LossCount& count) const {
    if (on_replicas_ == 0) count.complaints.emplace_back("no session has read on a replica");
    for (const auto& witness : witnesses_) {
      if (witness.left_out) continue;
      ++(witness.lost ? count.lost_something : count.lost_nothing);
      if (witness.lost && witness.told == 1) ++count.told;
      if (!witness.lost && witness.told > 0) ++count.false_alarms;
      if (witness.told == (witness.lost ? 1 : 0) && witness.done == operations_after) continue;
      count.complaints.push_back(fmt::format("a session that {} was told {} times, and then did {} of {} things",
                                             witness.did, witness.told, witness.done, operations_after));
    }
  }

 private:
  Witness& add(std::string did, bool lost) { return witnesses_.emplace_back(stage_.cluster, std::move(did), lost); }

  void see_on_master(Witness& witness) const {
    const UseMaster on_master{witness.db};
    static_cast<void>(witness.read(lost_));
  }

  /// Whoever reads on the master instead has seen what is lost with it.
  void see_on_replica(Witness& witness) {
    static_cast<void>(witness.read(before_));
    witness.left_out = witness.db.last_decision().role == Role::master;
    if (!witness.left_out) ++on_replicas_;
  }

  void act_once(Witness& witness, bool writes) {
    try {
      if (writes) {
        witness.write(lost_);
      } else {
        static_cast<void>(witness.read(lost_));
      }
      ++witness.done;
    } catch (const CausalTokenLost&) {
      ++witness.told;
    } catch (const Error&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});  // connections to the dead master
    }
  }

  Stage& stage_;
  Key before_;
  Key lost_;
  std::deque<Witness> witnesses_;
  std::vector<Witness*> later_readers_;
  std::size_t on_replicas_{0};
};

void act_until_loss(const Servers& servers, Trial& trial) {
  servers.await_replicas();
  trial.act_before();
  for (const auto replica : servers.replicas()) servers.stop_replication(replica, "IO_THREAD");
  trial.act_lost();
}

/// Nothing may fail before the loss, but a machine may stall: then it all begins again.
void begin_trial(const Servers& servers, Stage& stage, const Tables& tables, std::optional<Trial>& trial) {
  for (int trials = 1;; ++trials) {
    try {
      act_until_loss(servers, trial.emplace(stage, tables));
      return;
    } catch (const CausalTokenLost&) {
      throw;  // nothing is lost yet
    } catch (const Error&) {
      if (trials == most_trials) throw;
    }
    for (const auto replica : servers.replicas()) servers.start_replication(replica);
  }
}

}  // namespace

void try_loss(Servers& servers, Stage& stage, const Tables& tables, LossCount& count) {
  const auto dead = servers.master();
  {
    const ClosedGate closed{stage.gate};
    std::optional<Trial> trial;
    begin_trial(servers, stage, tables, trial);
    fail_over(servers, stage);
    trial->act_after();
    trial->judge(count);
  }
  rebuild_dead(servers, dead);
}

}  // namespace rwsplit::chaos
