#include "chaos/history/recorder.hpp"

#include <stdexcept>
#include <utility>

namespace rwsplit::chaos {

Recorder::Recorder(SessionNumber session) : session_(session) {
  // Growing copies what is there, which a worker would see as a pause: begin with room for a short run.
  log_.events.reserve(1024);
  log_.steps.reserve(4096);
}

void Recorder::use_session(SessionNumber session) {
  open_ = false;
  session_ = session;
}

void Recorder::begin(Promise promise, Time at) {
  add_event(EventKind::operation, 0, at);
  log_.events.back().promise = promise;
  open_ = true;
}

void Recorder::append(Key list, Value value) { add_step(StepKind::append, list, value); }
void Recorder::write(Key key, Value value) { add_step(StepKind::write, key, value); }
void Recorder::read(Key key, Value value) { add_step(StepKind::read, key, value); }
void Recorder::balance(Key account, Value amount) { add_step(StepKind::balance, account, amount); }

void Recorder::read_list(Key list, std::span<const Value> values) {
  add_step(StepKind::read_list, list, 0);
  log_.steps.back().list_begin = log_.values.size();
  log_.steps.back().list_size = values.size();
  log_.values.insert(log_.values.end(), values.begin(), values.end());
}

void Recorder::end(Outcome outcome, Time at) {
  require_open();
  log_.events.back().outcome = outcome;
  log_.events.back().end = at;
  open_ = false;
}

void Recorder::hand_over(TokenNumber token, Time at) { add_event(EventKind::hand_over, token, at); }
void Recorder::accept(TokenNumber token, Time at) { add_event(EventKind::accept, token, at); }
void Recorder::position_lost(Time at) { add_event(EventKind::position_lost, 0, at); }

Log Recorder::take() {
  open_ = false;
  return std::exchange(log_, Log{});
}

void Recorder::add_step(StepKind kind, Key key, Value value) {
  require_open();
  log_.steps.push_back({.kind = kind, .key = key, .value = value});
  ++log_.events.back().step_count;
}

void Recorder::require_open() const {
  if (!open_) throw std::logic_error("chaos::Recorder: a step or an end without begin()");
}

void Recorder::add_event(EventKind kind, TokenNumber token, Time at) {
  open_ = false;
  Event event;
  event.kind = kind;
  event.session = session_;
  event.start = at;
  event.end = at;
  event.token = token;
  event.first_step = log_.steps.size();
  log_.events.push_back(event);
}

}  // namespace rwsplit::chaos
