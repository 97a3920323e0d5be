#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/routing/explanation.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/session/aftermath.hpp>
#include <rwsplit/session/bound_session.hpp>
#include <rwsplit/session/call_options.hpp>
#include <rwsplit/session/call_wish.hpp>
#include <rwsplit/session/decision_trace.hpp>
#include <rwsplit/session/executor.hpp>
#include <rwsplit/session/override_stack.hpp>
#include <rwsplit/session/read_need.hpp>
#include <rwsplit/session/session_options.hpp>
#include <rwsplit/session/session_pins.hpp>
#include <rwsplit/session/settings_ledger.hpp>
#include <rwsplit/session/trace_entry.hpp>
#include <rwsplit/session/transaction.hpp>
#include <rwsplit/session/unit_of_work.hpp>
#include <rwsplit/session/write_queue.hpp>

namespace rwsplit {

namespace detail {
class OverrideGuard;
class StatementWork;
}  // namespace detail

/// One unit of work, for instance a request or a job: decides per statement where it runs, and keeps what later
/// statements depend on (guards, an open transaction, session state on a connection, that it has written).
///
/// Session state means what it says, although connections are shared. A user variable, a temporary table, a lock, LOCK
/// TABLES, HANDLER or a text PREPARE keeps its connection until it is gone or the session ends. Settings of constants
/// (SET NAMES, SET time_zone = '…', USE, SET ROLE) are made again on every connection the session uses, at a round trip
/// each, and undone behind it. LAST_INSERT_ID() answers for this session, on any connection; it takes a key that an
/// INSERT names itself for one that the server made. SHOW WARNINGS asks the statement before: its connection is kept
/// until the next statement if there are any. ROW_COUNT() and FOUND_ROWS() need a transaction or other state that keeps
/// the connection, else they are a `UsageError`.
///
/// Making one costs nothing and takes no connection; make one per unit of work. It follows `Cluster::reconfigure` at
/// its next decision. Thread safety: one thread at a time. Lifetime: ends before its cluster.
class RoutingSession final : public Executor {
 public:
  /// Throws: `UnknownEngine` for an intent that names no engine.
  explicit RoutingSession(Cluster& cluster, SessionOptions options = {});
  /// One session of several in a unit of work, for the scopes that hold it. Its own `SessionOptions::intent` comes
  /// before the unit's. Lifetime: ends before the unit.
  RoutingSession(Cluster& cluster, SessionOptions options, detail::UnitOfWork& unit);
  RoutingSession(const RoutingSession&) = delete;
  RoutingSession& operator=(const RoutingSession&) = delete;
  /// An open text transaction is rolled back and changed session state is undone, by the pool's thread. Writes still
  /// queued are dropped; the log says how many.
  ~RoutingSession();

  /// The same session, for calls on one engine: `db.using_engine("master").query<Post>("...")`.
  /// Throws: `UnknownEngine`.
  [[nodiscard]] BoundSession using_engine(std::string_view name);
  /// The same session, for calls that want something for themselves:
  /// `db.with({.consistency = Consistency::strong()}).query<Post>("...")`.
  /// Throws: `UnknownEngine`; `ConfigError` for limits that make no sense.
  [[nodiscard]] BoundSession with(const CallOptions& options);

  /// Runs `work(Transaction&)` in a transaction on the master; commits when it returns (unless the work committed or
  /// rolled back by itself), rolls back when it throws.
  template <class Work>
  std::invoke_result_t<Work&, Transaction&> transaction(Work&& work, SourceLocation where = SourceLocation::current()) {
    return run_transaction(TransactionMode::read_write, work, where);
  }
  /// The same with a mode: `rwsplit::read_only` is routed as a read is, to one replica unless the session has written
  /// or a guard says otherwise.
  template <class Work>
  std::invoke_result_t<Work&, Transaction&> transaction(TransactionMode mode, Work&& work,
                                                        SourceLocation where = SourceLocation::current()) {
    return run_transaction(mode, work, where);
  }

  /// Queues a write for `flush()`; text and parameters are copied.
  /// Throws: `UsageError` for a plain read, for what begins or ends transactions, and for a wrong number of parameters;
  /// `ReadOnlyViolation` in a session declared as replica and in a read-only transaction.
  template <class... Args>
  void enqueue(SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
    Params parameters;
    if constexpr (detail::is_parameter_list<Args...>) {
      parameters = (arguments, ...);
    } else {
      (parameters.append(arguments), ...);
    }
    enqueue(sql.statement(), std::move(parameters));
  }
  /// Sends the queued writes to the master, in order, in one transaction (or in the one that is open). Guards do not
  /// count: queued writes always belong to the master.
  /// Throws: as a statement. Nothing took effect then and the queue is as it was, with three exceptions: in a
  /// transaction that was already open, the writes before the one that failed are part of it and have left the queue;
  /// so have those that a statement which commits by itself (DDL) made permanent (the rest gets a transaction of its
  /// own); after `OutcomeUnknown` the queue is empty, because running it again could do it twice.
  void flush();
  /// Writes that wait.
  [[nodiscard]] std::size_t queued() const noexcept { return queue_.size(); }
  /// Forgets the writes that wait.
  void discard_queue() noexcept { queue_.clear(); }

  /// Where a statement would run now, and every rule on the way, without touching a server. `Row...` as in a query,
  /// where the row type has a model.
  template <class... Row>
  [[nodiscard]] Explanation explain(detail::QueryText<detail::is_read_only_model<Row...>, Params> sql) {
    return explain(sql.statement(), detail::model_of<Row...>());
  }

  /// Whether nothing can be written now: the master refuses writes, or cannot be reached. Asks it every time.
  /// Blocking: as a statement. Throws: `ServerError`; `PoolTimeout` while nobody knows yet that it cannot be reached.
  [[nodiscard]] bool master_is_read_only(SourceLocation where = SourceLocation::current());

  /// The decision for the last statement. Lifetime of the name in it: the cluster.
  [[nodiscard]] const RouteDecision& last_decision() const noexcept { return last_; }
  /// The last decisions, as many as `SessionOptions::trace` says, oldest first; one for every attempt of a statement
  /// and for what begins a transaction.
  [[nodiscard]] std::vector<TraceEntry> trace() const;
  /// What this unit of work has written and seen: whoever requires it, in this process or another, sees it too. Empty
  /// where servers have no positions (GTID), and before anything happened.
  ///
  /// Blocking: one round trip to where it last read, unless that is known. Throws: as a statement; `Unavailable` when
  /// nobody can know the position: within a transaction that has written, and after a write whose outcome is unknown.
  [[nodiscard]] CausalToken token(SourceLocation where = SourceLocation::current());
  /// From now on reads see what the token stands for. One that is older than `ClusterConfig::token_lifetime` sends them
  /// to the master. Blocking: never; the next read may throw `CausalTokenLost`. Throws: `UsageError` for a token of
  /// another kind of database.
  void require(const CausalToken& token, SourceLocation where = SourceLocation::current());

  /// True once the session, or another one of its unit of work, wrote. Its reads then see that: on a replica that has
  /// it, or on the master where positions are not known.
  [[nodiscard]] bool has_written() const noexcept { return unit_->has_written; }

 private:
  friend class BoundSession;
  friend class Transaction;
  friend class Savepoint;
  friend class detail::OverrideGuard;

  /// The connection that later statements need: an open transaction, changed session state, or warnings.
  struct HeldConnection {
    Lease lease;
    EngineIndex engine{master_index};
    /// Where the lease comes from, whatever has that place now; there as long as the lease is out.
    Engine* owner{nullptr};
    bool read_only{false};
    /// LAST_INSERT_ID() is there what it is for the session.
    bool has_insert_id{false};
    detail::SessionPins pins{};
    /// The stream that still reads from it.
    detail::OpenRows* stream{nullptr};
  };
  using Override = std::optional<Target>;

  /// One statement on its way, with what is asked for it.
  struct Call {
    const Statement& statement;
    std::span<const Value> parameters{};
    detail::CallWish wish{};
    const Model& model{detail::no_model};
    Override hint{};
    /// Null until it is looked up; never null in one that runs.
    const Consistency* consistency{nullptr};
    /// Goes into the ledger instead of keeping its connection.
    bool setting{false};
  };

  [[nodiscard]] detail::Execution run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                      RowSink& rows) override;
  [[nodiscard]] std::unique_ptr<detail::OpenRows> open(const Statement& statement, std::span<const Value> parameters,
                                                       const Model& model) override;

  [[nodiscard]] detail::Execution run(const Statement& statement, std::span<const Value> parameters,
                                      const detail::CallWish& wish, const Model& model, RowSink& rows);
  [[nodiscard]] std::unique_ptr<detail::OpenRows> open(const Statement& statement, std::span<const Value> parameters,
                                                       const detail::CallWish& wish, const Model& model);

  template <class Work>
  std::invoke_result_t<Work&, Transaction&> run_transaction(TransactionMode mode, Work& work, SourceLocation where) {
    Transaction transaction{*this, mode, where};
    if constexpr (std::is_void_v<std::invoke_result_t<Work&, Transaction&>>) {
      work(transaction);
      transaction.commit_unless_ended();
    } else {
      auto result = work(transaction);
      transaction.commit_unless_ended();
      return result;
    }
  }

  // Deciding.
  [[nodiscard]] Explanation explain(const Statement& statement, const Model& model);
  [[nodiscard]] Call called(const Statement& statement, std::span<const Value> parameters,
                            const detail::CallWish& wish = {}, const Model& model = detail::no_model);
  void follow_hint(Call& call);
  [[nodiscard]] const Consistency& consistency_now() const noexcept;
  void report_unknown_hint(const Statement& statement) const noexcept;
  void add_held(RouteQuery& query) const noexcept;
  [[nodiscard]] RouteQuery route_query(const Call& call) const noexcept;
  [[nodiscard]] RouteDecision decide_now(const Call& call, const detail::ReadNeed& need, std::uint64_t excluded);
  void refresh();
  void take(std::shared_ptr<const detail::ClusterSnapshot> snapshot);
  [[nodiscard]] EngineIndex index_of(std::string_view name);
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] const Declaration& intent() const noexcept { return own_intent_ ? *own_intent_ : unit_->intent; }
  [[nodiscard]] bool may_go_elsewhere(const RouteDecision& decision, const Call& call) const noexcept;
  [[nodiscard]] bool asked_by_name(const RouteDecision& decision, const Call& call) const noexcept;
  [[nodiscard]] bool names_engine(const Call& call) const noexcept;
  void report(const RouteDecision& decision, const Statement& statement);
  void require_allowed(const RouteDecision& decision, const Statement& statement) const;

  // What a read must see.
  [[nodiscard]] detail::ReadNeed need_of(const Call& call) const;
  [[nodiscard]] Freshness freshness_of(const Call& call, const detail::ReadNeed& need) const;
  [[nodiscard]] bool is_known_to_have(EngineIndex replica, const detail::ReadNeed& need) const;
  [[nodiscard]] bool is_hopeless(EngineIndex replica, const Call& call) const;
  [[nodiscard]] bool settle(const Call& call, const RouteDecision& decision, detail::ReadNeed& need);
  void settle_bound(const Call& call, detail::ReadNeed& need);
  void settle_seen(const Call& call, detail::ReadNeed& need);
  void settle_mark(SourceLocation where);
  [[nodiscard]] Position ask_master(SourceLocation where);
  [[nodiscard]] Position ask_shown(Lease& master, const detail::MasterRound& round);
  template <class Ask>
  auto at_master(SourceLocation where, const Ask& ask);
  [[nodiscard]] bool await(const Call& call, const RouteDecision& decision, Lease& lease, detail::ReadNeed& need);
  void tell_of_wait(const Call& call, const RouteDecision& decision, bool reached, std::chrono::microseconds waited,
                    std::chrono::milliseconds limit) noexcept;
  void count_read(const RouteDecision& decision, const detail::ReadNeed& need) noexcept;
  void compare_with_master(Lease& lease, SourceLocation where);
  [[nodiscard]] bool take_in_mark(SourceLocation where);
  void take_in_mark_by(std::uint32_t origin, const Position& position);
  [[nodiscard]] bool take_in_mark_after_doubt(Lease& master, SourceLocation where);
  [[nodiscard]] std::optional<Position> shown_by_replica(const detail::CausalState::Mark& mark, SourceLocation where);
  void require_token_of(const Call& call, Lease& lease);
  [[noreturn]] void tell_lost(SourceLocation where) const;
  void note_beginning(std::uint32_t origin = 0) noexcept;
  [[nodiscard]] bool can_see_its_writes() const noexcept;
  [[nodiscard]] std::uint64_t id_of(EngineIndex index) const noexcept;
  [[nodiscard]] bool keeps_causality(const Call& call) const noexcept;
  void note_seen(detail::CausalState::Mark seen) noexcept;
  void note_change_on_master(std::uint32_t origin) noexcept;
  void note_pending(std::uint32_t origin) noexcept;
  void note_not_pending() noexcept;
  void note_streaming(const Call& call, const RouteDecision& decision, const Engine& engine,
                      std::uint32_t origin) noexcept;
  void note_reply(const Call& call, const RouteDecision& decision, const Engine& engine, const Connection& connection,
                  bool has_rows);
  void note_written(const Connection& connection, bool has_rows);
  void note_failure(const StatementInfo& statement, Outcome outcome) noexcept;

  // Acting.
  void perform(const Call& call, detail::StatementWork& work);
  void perform_anywhere(const Call& call, detail::StatementWork& work);
  void perform_on_held(const Call& call, detail::StatementWork& work);
  void run_again_on_master(const Call& refused, const RouteDecision& decision, Lease refused_on,
                           detail::StatementWork& work);
  void note_sent(const StatementInfo& statement, Lease& lease) noexcept;

  // Making a connection ready.
  void prepare(const Call& call, const RouteDecision& decision, Lease& lease);
  void prepare_held(const Call& call);
  void apply_settings(Lease& lease);
  void prepare_answer(const Call& call, Lease& lease);
  void restore_last_insert_id(Lease& lease, SourceLocation where);
  void clear_diagnostics(Lease& lease, SourceLocation where);

  // Learning from a reply.
  void learn(const Call& call, const RouteDecision& decision, Engine& engine, const ReplySummary& reply, Lease lease);
  void learn_from_held(const Call& call, const RouteDecision& decision, const ReplySummary& reply,
                       bool was_in_transaction);
  void report_errant_write(const Call& call, const RouteDecision& decision, ConnectionStatus status) const noexcept;

  // The held connection.
  [[nodiscard]] bool on_replica(const HeldConnection& held) const noexcept;
  void let_go_of_warnings(const StatementInfo& next) noexcept;
  void lose_held() noexcept;
  void settle_held(bool may_ask = false) noexcept;
  void catch_up_with_held() noexcept;
  void recheck_transaction(const Statement& statement);
  void end_held_transaction(bool committed, bool may_ask = false) noexcept;

  // For `Transaction`.
  void begin(Transaction& transaction, TransactionMode mode, SourceLocation where);
  void commit(SourceLocation where);
  void rollback();
  void end_transaction(const Transaction& transaction) noexcept;

  void enqueue(const Statement& statement, Params parameters);
  void flush_before_next();
  void run_queued(const detail::QueuedWrite& write);
  void run_queue_inside();
  void run_queue_alone();
  void run_queue_in(Transaction& transaction);
  void forget_queued(std::size_t count) noexcept;

  Cluster& cluster_;
  SessionOptions options_;
  detail::UnitOfWork own_unit_;
  detail::UnitOfWork* unit_{&own_unit_};
  std::optional<Declaration> own_intent_;
  detail::OverrideStack overrides_;
  std::shared_ptr<const detail::ClusterSnapshot> snapshot_;
  std::uint64_t snapshot_version_{0};
  /// Of `MasterHistory`, from before the snapshot was looked up: its master is not the one that is doubted later.
  std::uint64_t snapshot_doubts_{0};
  std::uint32_t snapshot_origin_{0};
  /// The snapshot's: calls point to it, and may outlive that snapshot.
  Consistency cluster_consistency_{};
  std::optional<HeldConnection> held_;
  Transaction* transaction_{nullptr};
  detail::WriteQueue queue_;
  detail::SettingsLedger ledger_;
  detail::Aftermath aftermath_;
  RouteDecision last_{};
  std::unique_ptr<detail::DecisionTrace> trace_;
  std::uint64_t random_;
  bool flushing_{false};
  /// A statement is on its way, or its rows are being decoded.
  bool performing_{false};
  /// The origin of the server that a write is on its way to, or part of an open transaction of; counted in
  /// `CausalState::pending`.
  std::optional<std::uint32_t> pending_on_{};
};

}  // namespace rwsplit
