#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/driver/driver.hpp>
#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>

#include "support/deliver.hpp"

namespace rwsplit::testing {

/// A door that the test opens: whoever passes it waits until then.
class Gate {
 public:
  void pass() {
    std::unique_lock lock{mutex_};
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    changed_.notify_all();
  }
  /// Until `count` passed or are waiting at the door.
  void await_arrivals(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return arrived_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t arrived_{0};
  bool open_{false};
};

/// Opens the gate at the end of a scope, so that a failed check cannot leave a thread behind it.
class OpenAtExit {
 public:
  explicit OpenAtExit(Gate& gate) : gate_{gate} {}
  OpenAtExit(const OpenAtExit&) = delete;
  OpenAtExit& operator=(const OpenAtExit&) = delete;
  ~OpenAtExit() { gate_.open(); }

 private:
  Gate& gate_;
};

[[nodiscard]] inline ConnectionError connect_error(Cond condition, std::string what) {
  return ConnectionError{ErrorInfo{.code = library_code(condition),
                                   .outcome = Outcome::not_executed,
                                   .retry = Retry::new_connection,
                                   .what = std::move(what),
                                   .connection_usable = false}};
}

/// One statement as a script sees it.
struct FakeCall {
  std::size_t connection;
  std::string_view text;
  std::span<const Value> parameters;
  /// What the connection says afterwards, also when the script throws.
  ConnectionStatus& status;
  /// What it then names as its position; empty before each call.
  std::string& position;
};

class FakeDriver;

/// What the test knows about one fake connection, alive or closed.
struct FakeRecord {
  ConnectOptions options;
  /// Everything that was called, in order: statement texts, and `BEGIN`, `BEGIN READ ONLY`, `COMMIT`, `ROLLBACK`,
  /// `<ping>`, `<reset>`, `<close>`.
  std::vector<std::string> calls;
  ConnectionStatus status;
  bool alive{true};
  bool open{true};
};

/// A server that exists only as a script: the test decides what each call does and reads afterwards what was called.
///
/// Thread safety: all members. Scripts run on the calling thread without any lock, so they may wait at a `Gate`.
/// Lifetime: connections share the state and may outlive the driver.
class FakeDriver final : public Driver {
  friend class FakeConnection;
  friend class FakeCursor;

 public:
  using Execute = std::function<Reply(std::string_view, std::span<const Value>)>;
  using Script = std::function<Reply(FakeCall&)>;
  /// Before a cursor delivers a row: connection and row, from 0.
  using RowHook = std::function<void(std::size_t, std::size_t)>;
  /// After `Connection::commit` and `rollback`, whose call it gets.
  using Ending = std::function<void(FakeCall&)>;
  /// May wait, may throw; gets the connection's number.
  using Hook = std::function<void(std::size_t)>;

 private:
  struct State {
    mutable std::mutex mutex;
    Execute execute;
    Script call;
    RowHook row;
    Hook connect, reset, ping, begin, commit, rollback, close;
    std::size_t orphaned_cursors{0};
    Ending end;
    ServerIdentity identity{.version = "fake"};
    ConnectionStatus first_status;
    std::size_t failures_left{0};
    std::shared_ptr<const ConnectionError> failure;
    std::size_t attempts{0};
    std::size_t live{0};
    std::size_t peak{0};
    std::vector<FakeRecord> records;
    std::vector<std::pair<std::size_t, std::string>> history;
  };

  template <class Change>
  void with(Change change) {
    const std::lock_guard lock{state_->mutex};
    change(*state_);
  }
  template <class Question>
  [[nodiscard]] auto read(Question question) const {
    const std::lock_guard lock{state_->mutex};
    return question(std::as_const(*state_));
  }

 public:
  FakeDriver() : state_{std::make_shared<State>()} {}

  // What calls do.
  void on_execute(Execute script) {
    with([&](State& s) { s.execute = std::move(script); });
  }
  /// As `on_execute`, and the script may change what the connection says about itself.
  void on_call(Script script) {
    with([&](State& s) { s.call = std::move(script); });
  }
  void on_row(RowHook hook) {
    with([&](State& s) { s.row = std::move(hook); });
  }
  void on_begin(Hook hook) {
    with([&](State& s) { s.begin = std::move(hook); });
  }
  void on_rollback(Hook hook) {
    with([&](State& s) { s.rollback = std::move(hook); });
  }
  void on_connect(Hook hook) {
    with([&](State& s) { s.connect = std::move(hook); });
  }
  void on_reset(Hook hook) {
    with([&](State& s) { s.reset = std::move(hook); });
  }
  void on_ping(Hook hook) {
    with([&](State& s) { s.ping = std::move(hook); });
  }
  void on_commit(Hook hook) {
    with([&](State& s) { s.commit = std::move(hook); });
  }
  /// What the replies to `Connection::commit` and `rollback` say, where these were not refused.
  void on_end(Ending script) {
    with([&](State& s) { s.end = std::move(script); });
  }
  void on_close(Hook hook) {
    with([&](State& s) { s.close = std::move(hook); });
  }
  /// Who answers connections that are opened from now on, and what they say first; their numbers are made here.
  void identify(ServerIdentity identity, ConnectionStatus first_status = {}) {
    with([&](State& s) {
      s.identity = std::move(identity);
      s.first_status = first_status;
    });
  }
  void fail_next_connects(std::size_t count, ConnectionError error) {
    with([&](State& s) {
      s.failures_left = count;
      s.failure = std::make_shared<ConnectionError>(std::move(error));
    });
  }
  void fail_connects(ConnectionError error) { fail_next_connects(SIZE_MAX, std::move(error)); }
  void accept_connects() {
    with([](State& s) { s.failures_left = 0; });
  }

  // What connections say. Numbers count from 0 in the order of connecting.
  void kill(std::size_t number) {
    with([&](State& s) { s.records.at(number).alive = false; });
  }
  void kill_all() {
    with([](State& s) {
      for (FakeRecord& record : s.records) record.alive = false;
    });
  }
  void set_status(std::size_t number, ConnectionStatus status) {
    with([&](State& s) { s.records.at(number).status = status; });
  }

  // What happened.
  [[nodiscard]] std::size_t attempts() const {
    return read([](const State& s) { return s.attempts; });
  }
  [[nodiscard]] std::size_t opened() const {
    return read([](const State& s) { return s.records.size(); });
  }
  [[nodiscard]] std::size_t live() const {
    return read([](const State& s) { return s.live; });
  }
  /// The most that were open at the same time.
  [[nodiscard]] std::size_t peak() const {
    return read([](const State& s) { return s.peak; });
  }
  [[nodiscard]] FakeRecord record(std::size_t number) const {
    return read([&](const State& s) { return s.records.at(number); });
  }
  [[nodiscard]] std::vector<std::string> calls(std::size_t number) const { return record(number).calls; }
  /// Cursors that were used or destroyed after their connection was closed.
  [[nodiscard]] std::size_t orphaned_cursors() const {
    return read([](const State& s) { return s.orphaned_cursors; });
  }
  /// How often `call` was made, over all connections.
  [[nodiscard]] std::size_t count(std::string_view call) const {
    return read([&](const State& s) {
      std::size_t total = 0;
      for (const FakeRecord& record : s.records) {
        total += static_cast<std::size_t>(std::count(record.calls.begin(), record.calls.end(), call));
      }
      return total;
    });
  }
  /// Everything that ran on any connection, in order, as (connection, call).
  [[nodiscard]] std::vector<std::pair<std::size_t, std::string>> history() const {
    return read([](const State& s) { return s.history; });
  }

  // The port.
  [[nodiscard]] std::string_view name() const noexcept override { return "fake"; }
  void validate(const Url&) const override {}
  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions& options) override;

 private:
  std::shared_ptr<State> state_;
};

/// The rows of a reply, one by one. While it is open the connection is not usable; it becomes so again at the last row.
class FakeCursor final : public Cursor {
 public:
  FakeCursor(std::shared_ptr<FakeDriver::State> state, std::size_t connection, ResultSet rows)
      : state_{std::move(state)}, connection_{connection}, rows_{std::move(rows)} {
    change_status([](ConnectionStatus& status) { status.usable = false; });
  }
  ~FakeCursor() override {
    change_status([](ConnectionStatus&) {});
  }

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return rows_.columns(); }
  [[nodiscard]] bool next() override {
    FakeDriver::RowHook hook;
    {
      const std::lock_guard lock{state_->mutex};
      hook = state_->row;
    }
    try {
      if (hook) hook(connection_, next_);
    } catch (const Error& error) {
      change_status([&](ConnectionStatus& status) {
        status.usable = error.connection_usable();
        if (error.transaction_over()) status.in_transaction = false;
      });
      throw;
    }
    if (next_ < rows_.row_count()) return ++next_, true;
    change_status([](ConnectionStatus& status) { status.usable = true; });
    return false;
  }
  [[nodiscard]] Value at(std::size_t column) const noexcept override { return rows_.at(next_ - 1, column); }

 private:
  template <class Change>
  void change_status(Change change) {
    const std::lock_guard lock{state_->mutex};
    FakeRecord& record = state_->records[connection_];
    if (!record.open) ++state_->orphaned_cursors;
    change(record.status);
  }

  std::shared_ptr<FakeDriver::State> state_;
  std::size_t connection_;
  ResultSet rows_;
  std::size_t next_{0};
};

class FakeConnection final : public Connection {
 public:
  FakeConnection(std::shared_ptr<FakeDriver::State> state, std::size_t number, ServerIdentity identity)
      : state_{std::move(state)}, number_{number}, identity_{std::move(identity)} {
    identity_.connection_id = number;
  }
  ~FakeConnection() override {
    note("<close>");
    run_hook(&FakeDriver::State::close);
    const std::lock_guard lock{state_->mutex};
    mine().open = false;
    --state_->live;
  }

  /// Its place in the order of connecting, from 0.
  [[nodiscard]] std::size_t number() const noexcept { return number_; }

  [[nodiscard]] ReplySummary run(std::string_view text, std::span<const Value> parameters, RowSink& rows) override {
    note(text);
    return deliver(scripted(text, parameters), rows);
  }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view text, std::span<const Value> parameters) override {
    note(text);
    return std::make_unique<FakeCursor>(state_, number_, scripted(text, parameters).rows);
  }
  void begin(TransactionMode mode) override {
    note(mode == TransactionMode::read_only ? "BEGIN READ ONLY" : "BEGIN");
    run_hook(&FakeDriver::State::begin);
    set_in_transaction(true);
  }
  void commit() override {
    note("COMMIT");
    run_hook(&FakeDriver::State::commit);
    set_in_transaction(false);
    ended("COMMIT");
  }
  void rollback() override {
    note("ROLLBACK");
    run_hook(&FakeDriver::State::rollback);
    set_in_transaction(false);
    ended("ROLLBACK");
  }
  void ping() override {
    note("<ping>");
    run_hook(&FakeDriver::State::ping);
  }
  void reset() override {
    note("<reset>");
    run_hook(&FakeDriver::State::reset);
    const std::lock_guard lock{state_->mutex};
    mine().status.in_transaction = false;
    mine().status.autocommit = true;
  }
  [[nodiscard]] bool alive() noexcept override {
    const std::lock_guard lock{state_->mutex};
    return mine().alive;
  }
  [[nodiscard]] ConnectionStatus status() const noexcept override {
    const std::lock_guard lock{state_->mutex};
    return state_->records[number_].status;
  }
  [[nodiscard]] std::string_view position() const noexcept override { return position_; }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  /// Under the state's mutex.
  [[nodiscard]] FakeRecord& mine() noexcept { return state_->records[number_]; }

  void note(std::string_view call) {
    const std::lock_guard lock{state_->mutex};
    mine().calls.emplace_back(call);
    state_->history.emplace_back(number_, std::string{call});
  }
  void run_hook(FakeDriver::Hook FakeDriver::State::*hook) {
    FakeDriver::Hook copy;
    {
      const std::lock_guard lock{state_->mutex};
      copy = (*state_).*hook;
    }
    if (copy) copy(number_);
  }
  [[nodiscard]] Reply scripted(std::string_view text, std::span<const Value> parameters) {
    FakeDriver::Execute execute;
    FakeDriver::Script call;
    ConnectionStatus changed;
    {
      const std::lock_guard lock{state_->mutex};
      execute = state_->execute;
      call = state_->call;
      changed = mine().status;
      changed.wrote = false;
    }
    position_.clear();
    if (!call) return execute ? execute(text, parameters) : Reply{};
    FakeCall statement{number_, text, parameters, changed, position_};
    try {
      Reply reply = call(statement);
      set_status(changed);
      return reply;
    } catch (...) {
      set_status(changed);
      throw;
    }
  }
  void set_status(ConnectionStatus status) {
    const std::lock_guard lock{state_->mutex};
    mine().status = status;
  }
  void set_in_transaction(bool value) {
    position_.clear();
    const std::lock_guard lock{state_->mutex};
    mine().status.in_transaction = value;
    mine().status.wrote = false;
  }
  void ended(std::string_view text) {
    FakeDriver::Ending script;
    {
      const std::lock_guard lock{state_->mutex};
      script = state_->end;
    }
    if (!script) return;
    ConnectionStatus changed = status();
    FakeCall call{number_, text, {}, changed, position_};
    script(call);
    set_status(changed);
  }

  std::shared_ptr<FakeDriver::State> state_;
  std::size_t number_;
  ServerIdentity identity_;
  std::string position_;
};

inline std::unique_ptr<Connection> FakeDriver::connect(const ConnectOptions& options) {
  Hook hook;
  std::size_t attempt = 0;
  {
    const std::lock_guard lock{state_->mutex};
    attempt = state_->attempts++;
    hook = state_->connect;
  }
  if (hook) hook(attempt);
  const std::lock_guard lock{state_->mutex};
  if (state_->failures_left > 0) {
    --state_->failures_left;
    throw ConnectionError{*state_->failure};
  }
  const std::size_t number = state_->records.size();
  state_->records.push_back(FakeRecord{.options = options, .calls = {}, .status = state_->first_status});
  state_->peak = std::max(state_->peak, ++state_->live);
  return std::make_unique<FakeConnection>(state_, number, state_->identity);
}

}  // namespace rwsplit::testing
