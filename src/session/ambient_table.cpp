#include "session/ambient_table.hpp"

#include <algorithm>
#include <iterator>

#include <rwsplit/routing/weighted_draw.hpp>

namespace rwsplit::detail {

namespace {

auto session_of(AmbientSessions& sessions, const SessionRegistry& registry) noexcept {
  return std::find_if(sessions.begin(), sessions.end(),
                      [&](const AmbientSession& each) { return &each.registry() == &registry; });
}

void move_all_of(const SessionRegistry& registry, AmbientSessions& from, AmbientSessions& to) noexcept {
  for (auto found = session_of(from, registry); found != from.end(); found = session_of(from, registry)) {
    to.splice(to.end(), from, found);
  }
}

}  // namespace

AmbientTable& AmbientTable::instance() {
  static AmbientTable& table = *new AmbientTable;
  return table;
}

std::size_t AmbientTable::Hash::operator()(ScopeKey key) const noexcept {
  return static_cast<std::size_t>(mix(key.value * 2 + (key.custom ? 1 : 0)));
}

AmbientTable::Shard& AmbientTable::shard_of(ScopeKey key) noexcept { return shards_[Hash{}(key) % shards_.size()]; }

void AmbientTable::open_scope(ScopeKey key, AmbientScope& scope) {
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  shard.scopes[key].push_back({.scope = &scope});
}

AmbientScope* AmbientTable::innermost(ScopeKey key) {
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  const auto frames = shard.scopes.find(key);
  return frames == shard.scopes.end() ? nullptr : frames->second.back().scope;
}

RoutingSession* AmbientTable::find(ScopeKey key, const SessionRegistry& registry) {
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  const auto frames = shard.scopes.find(key);
  if (frames == shard.scopes.end()) return nullptr;
  AmbientSessions& sessions = frames->second.back().sessions;
  const auto found = session_of(sessions, registry);
  return found == sessions.end() ? nullptr : &found->session();
}

void AmbientTable::add(ScopeKey key, AmbientScope* scope, AmbientSessions session) {
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  Frames& frames = shard.scopes[key];
  auto frame = std::find_if(frames.begin(), frames.end(), [&](const Frame& each) { return each.scope == scope; });
  if (frame == frames.end()) frame = frames.insert(frames.begin(), {.scope = scope});
  frame->sessions.splice(frame->sessions.end(), session);
}

AmbientSessions AmbientTable::take(ScopeKey key, const SessionRegistry& registry) noexcept {
  AmbientSessions taken;
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  const auto frames = shard.scopes.find(key);
  if (frames == shard.scopes.end()) return taken;
  move_all_of(registry, frames->second.back().sessions, taken);
  if (is_over(frames->second)) shard.scopes.erase(frames);
  return taken;
}

AmbientSessions AmbientTable::take_scope(ScopeKey key, const AmbientScope& scope) noexcept {
  AmbientSessions taken;
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  const auto frames = shard.scopes.find(key);
  if (frames == shard.scopes.end()) return taken;  // its thread has ended before it
  const auto frame = std::find_if(frames->second.begin(), frames->second.end(),
                                  [&](const Frame& each) { return each.scope == &scope; });
  if (frame == frames->second.end()) return taken;
  taken.swap(frame->sessions);
  frames->second.erase(frame);
  if (is_over(frames->second)) shard.scopes.erase(frames);
  return taken;
}

AmbientSessions AmbientTable::take_all(ScopeKey key) noexcept {
  AmbientSessions taken;
  Shard& shard = shard_of(key);
  const MutexLock lock{shard.mutex};
  const auto frames = shard.scopes.find(key);
  if (frames == shard.scopes.end()) return taken;
  for (Frame& frame : frames->second) taken.splice(taken.end(), frame.sessions);
  shard.scopes.erase(frames);
  return taken;
}

AmbientSessions AmbientTable::take_all(const SessionRegistry& registry) noexcept {
  AmbientSessions taken;
  for (Shard& shard : shards_) {
    const MutexLock lock{shard.mutex};
    for (auto frames = shard.scopes.begin(); frames != shard.scopes.end();) {
      for (Frame& frame : frames->second) move_all_of(registry, frame.sessions, taken);
      frames = is_over(frames->second) ? shard.scopes.erase(frames) : std::next(frames);
    }
  }
  return taken;
}

std::size_t AmbientTable::size() {
  std::size_t total = 0;
  for (Shard& shard : shards_) {
    const MutexLock lock{shard.mutex};
    for (const auto& [key, frames] : shard.scopes) {
      for (const Frame& frame : frames) total += frame.sessions.size();
    }
  }
  return total;
}

bool AmbientTable::is_over(const Frames& frames) noexcept {
  return std::all_of(frames.begin(), frames.end(),
                     [](const Frame& frame) { return frame.scope == nullptr && frame.sessions.empty(); });
}

}  // namespace rwsplit::detail
