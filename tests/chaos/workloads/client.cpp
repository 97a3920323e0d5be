#include "chaos/workloads/client.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "chaos/workloads/errors.hpp"

namespace rwsplit::chaos {

Client::Client(Stage& stage, Tally& tally, SessionOptions options)
    : stage_{stage},
      tally_{tally},
      options_{std::move(options)},
      random_{stage.seed ^ (0x9E3779B97F4A7C15U * (stage.sessions + 1))},
      recorder_{0} {
  start_over();
}

void Client::begin_step() {
  if (steps_left_-- <= 0) renew(token_of_last());
}

void Client::count_read() {
  ++tally_.reads;
  if (db_->last_decision().role == Role::replica) ++tally_.reads_on_replicas;
}

void Client::note(const Error& error) {
  recorder_.end(outcome_of(error));
  tally_.count(error.outcome());
  switch (error.outcome()) {
    case rwsplit::Outcome::causal_token_lost:
      recorder_.position_lost();
      ++tally_.told;
      if (const auto losses = stage_.losses + 1; std::exchange(told_of_, losses) == losses) ++tally_.told_again;
      return;
    case rwsplit::Outcome::outcome_unknown:
      // It reads on the master from now on, which shows little: soon take another one.
      steps_left_ = std::min(steps_left_, 2);
      break;
    case rwsplit::Outcome::misuse: tally_.add_mistake(error.what()); break;
    case rwsplit::Outcome::not_executed:
    case rwsplit::Outcome::rolled_back:
    case rwsplit::Outcome::statement_failed:
    case rwsplit::Outcome::partial_result:
    case rwsplit::Outcome::unavailable: break;
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{2});  // a server is away: do not fill the history with that
}

std::optional<CausalToken> Client::token_of_last() {
  if (!db_ || random_() % 4 == 0) return std::nullopt;
  try {
    const auto text = db_->token().to_string();
    auto token = CausalToken::parse(text);
    if (!token) tally_.add_mistake("a token's own text is not readable: " + text);
    return token;
  } catch (const Error& error) {
    tally_.count(error.outcome());
    return std::nullopt;
  }
}

void Client::renew(const std::optional<CausalToken>& token) {
  const TokenNumber number = ++stage_.tokens;
  if (token) recorder_.hand_over(number);
  recorder_.use_session(++stage_.sessions);
  db_.emplace(stage_.cluster, options_);
  told_of_ = 0;
  if (token) {
    db_->require(*token);
    recorder_.accept(number);
  }
  steps_left_ = 20 + static_cast<int>(random_() % 100);
}

}  // namespace rwsplit::chaos
