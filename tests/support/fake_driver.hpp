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

 public:
  using Execute = std::function<Reply(std::string_view, std::span<const Value>)>;
  /// May wait, may throw; gets the connection's number.
  using Hook = std::function<void(std::size_t)>;

 private:
  struct State {
    mutable std::mutex mutex;
    Execute execute;
    Hook connect, reset, ping, commit, close;
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
  void on_close(Hook hook) {
    with([&](State& s) { s.close = std::move(hook); });
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

/// The rows of a reply, one by one.
class FakeCursor final : public Cursor {
 public:
  explicit FakeCursor(ResultSet rows) : rows_{std::move(rows)} {}
  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return rows_.columns(); }
  [[nodiscard]] bool next() override { return next_++ < rows_.row_count(); }
  [[nodiscard]] Value at(std::size_t column) const noexcept override { return rows_.at(next_ - 1, column); }

 private:
  ResultSet rows_;
  std::size_t next_{0};
};

class FakeConnection final : public Connection {
 public:
  FakeConnection(std::shared_ptr<FakeDriver::State> state, std::size_t number)
      : state_{std::move(state)}, number_{number} {
    identity_.version = "fake";
    identity_.connection_id = number;
  }
  ~FakeConnection() override {
    note("<close>");
    run(&FakeDriver::State::close);
    const std::lock_guard lock{state_->mutex};
    mine().open = false;
    --state_->live;
  }

  /// Its place in the order of connecting, from 0.
  [[nodiscard]] std::size_t number() const noexcept { return number_; }

  [[nodiscard]] Reply execute(std::string_view text, std::span<const Value> parameters) override {
    note(text);
    return scripted(text, parameters);
  }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view text, std::span<const Value> parameters) override {
    note(text);
    return std::make_unique<FakeCursor>(scripted(text, parameters).rows);
  }
  void begin(TransactionMode mode) override {
    note(mode == TransactionMode::read_only ? "BEGIN READ ONLY" : "BEGIN");
    set_in_transaction(true);
  }
  void commit() override {
    note("COMMIT");
    run(&FakeDriver::State::commit);
    set_in_transaction(false);
  }
  void rollback() override {
    note("ROLLBACK");
    set_in_transaction(false);
  }
  void ping() override {
    note("<ping>");
    run(&FakeDriver::State::ping);
  }
  void reset() override {
    note("<reset>");
    run(&FakeDriver::State::reset);
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
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  /// Under the state's mutex.
  [[nodiscard]] FakeRecord& mine() noexcept { return state_->records[number_]; }

  void note(std::string_view call) {
    const std::lock_guard lock{state_->mutex};
    mine().calls.emplace_back(call);
    state_->history.emplace_back(number_, std::string{call});
  }
  void run(FakeDriver::Hook FakeDriver::State::*hook) {
    FakeDriver::Hook copy;
    {
      const std::lock_guard lock{state_->mutex};
      copy = (*state_).*hook;
    }
    if (copy) copy(number_);
  }
  [[nodiscard]] Reply scripted(std::string_view text, std::span<const Value> parameters) {
    FakeDriver::Execute copy;
    {
      const std::lock_guard lock{state_->mutex};
      copy = state_->execute;
    }
    return copy ? copy(text, parameters) : Reply{};
  }
  void set_in_transaction(bool value) {
    const std::lock_guard lock{state_->mutex};
    mine().status.in_transaction = value;
  }

  std::shared_ptr<FakeDriver::State> state_;
  std::size_t number_;
  ServerIdentity identity_;
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
  state_->records.push_back(FakeRecord{.options = options, .calls = {}, .status = {}});
  state_->peak = std::max(state_->peak, ++state_->live);
  return std::make_unique<FakeConnection>(state_, number);
}

}  // namespace rwsplit::testing
