#pragma once

#include <span>

#include "chaos/history/log.hpp"

namespace rwsplit::chaos {

/// Notes what one worker does, for `check()`. One per worker thread; the logs are joined when the workers are.
///
///     Recorder recorder{session_number};              // unique in the run, over all threads and processes
///     recorder.begin(Promise::session);               // just before the first statement
///     recorder.append(key, value);                    // BEFORE the statement is sent
///     recorder.read_list(key, values);                // after the reply
///     recorder.end(Outcome::ok);                      // as soon as the outcome is known
///
/// - Registers (read-your-writes, monotonic reads): `write`, `read`. Values of a register only grow, and the writer
///   knows what it wrote: one writer per key, or one that counts. Registers begin at 0 or below.
/// - Lists: `append` (a value once per key), `read_list`. Lists begin empty; after a failover that loses writes on
///   purpose take new lists, because the two branches contradict each other, and that is reported.
/// - Bank: every `balance` that one read scope saw, or their sum as one; `CheckOptions::bank_total` is the constant.
/// - Token hand-off: `hand_over(number)` when the token is taken, before it is given away; `accept(number)` after
///   `require()`. Hand it over under a number of your own, unique in the run.
/// - `position_lost()` when `CausalTokenLost` was reported: the session begins anew.
///
/// An operation that is left open (an exception passed by) has an unknown outcome, which is always the safe answer.
/// A read that the library may answer stale (`eventual`, the fallback `stale`) is begun with `Promise::nothing`.
/// Operations of one session must not overlap; they may be in several recorders.
/// At the end read every list once more with `Promise::strong`, otherwise the last writes are judged by nobody.
///
/// Thread safety: none, and no lock. Blocking: never. Throws: std::logic_error for a step outside of begin and end,
/// which would otherwise go unchecked. Times are for simulations; leave them out.
class Recorder {
 public:
  explicit Recorder(SessionNumber session);

  /// What follows belongs to another session.
  void use_session(SessionNumber session);

  void begin(Promise promise, Time at = now());
  void append(Key list, Value value);
  void read_list(Key list, std::span<const Value> values);
  void write(Key key, Value value);
  void read(Key key, Value value);
  void balance(Key account, Value amount);
  void end(Outcome outcome, Time at = now());

  void hand_over(TokenNumber token, Time at = now());
  void accept(TokenNumber token, Time at = now());
  void position_lost(Time at = now());

  /// Everything noted so far; the recorder is empty after it.
  [[nodiscard]] Log take();

 private:
  void add_step(StepKind kind, Key key, Value value);
  void require_open() const;
  void add_event(EventKind kind, TokenNumber token, Time at);

  SessionNumber session_;
  bool open_ = false;
  Log log_;
};

}  // namespace rwsplit::chaos
