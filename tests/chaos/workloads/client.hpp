#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <utility>

#include <rwsplit/rwsplit.hpp>

#include "chaos/history/recorder.hpp"
#include "chaos/workloads/stage.hpp"

namespace rwsplit::chaos {

/// A worker's session, replaced by a new one now and then, with the notes of what it does. A new one often gets the
/// token of the one before.
///
/// Thread safety: one thread. Lifetime: ends before its stage and tally.
class Client {
 public:
  Client(Stage& stage, Tally& tally, SessionOptions options = {});

  [[nodiscard]] RoutingSession& db() noexcept { return *db_; }
  [[nodiscard]] Flavor flavor() const noexcept { return stage_.database.flavor(); }
  [[nodiscard]] Recorder& recorder() noexcept { return recorder_; }
  [[nodiscard]] std::mt19937_64& random() noexcept { return random_; }

  /// To be called between two operations: perhaps the session has lived long enough.
  void begin_step();
  /// Another session, that knows nothing.
  void start_over() { renew(std::nullopt); }

  /// Does and notes one operation. True: it was acknowledged.
  template <class Work>
  bool attempt(Promise promise, Work&& work) {
    recorder_.begin(promise);
    try {
      std::forward<Work>(work)();
      recorder_.end(Outcome::ok);
      return true;
    } catch (const Error& error) {
      note(error);
      return false;
    }
  }

  /// To be called after a read, within the operation.
  void count_read();

 private:
  void note(const Error& error);
  void renew(const std::optional<CausalToken>& token);
  [[nodiscard]] std::optional<CausalToken> token_of_last();

  Stage& stage_;
  Tally& tally_;
  SessionOptions options_;
  std::mt19937_64 random_;
  Recorder recorder_;
  std::optional<RoutingSession> db_;
  int steps_left_{0};
  std::uint32_t told_of_{0};
};

}  // namespace rwsplit::chaos
