#include "request/carried.hpp"

#include <optional>
#include <utility>

namespace rwsplit::detail {
namespace {

bool is_of(const Position& position, Flavor flavor) noexcept {
  return flavor == Flavor::unknown || position.flavor() == flavor;
}

/// All that the unit of work has written; empty if nobody can tell without asking.
Position position_of_writes(const UnitOfWork& unit, const MasterHistory& master) {
  const CausalState& causal = unit.causal;
  // What an earlier request has written at an unknown position would be forgotten with the pin that stands for it.
  if (unit.request_pin || !causal.knows_its_writes()) return {};
  Position position = causal.required.get();
  if (const auto& mark = causal.mark) {
    // What another master has changed is in no answer of the one that was last compared with.
    if (mark->changed && mark->origin != causal.origin) return {};
    const std::optional<Position> shown = master.after(mark->round, causal.origin);
    if (shown && is_of(*shown, position.flavor())) {
      position.merge(*shown);
    } else if (mark->changed) {
      return {};  // it stands for a write of which the reply named no position
    }
  }
  if (const auto newest = master.newest()) position.fill_gaps(*newest);
  return position;
}

}  // namespace

bool Carried::merge(const std::optional<CausalToken>& token, const UsefulTokens& useful) {
  const bool is_expired = token && useful.lifetime.count() > 0 && token->issued() < useful.now - useful.lifetime;
  const bool fits = token && is_of(token->position(), useful.flavor) && is_of(token->position(), position.flavor());
  if (!fits || is_expired) {
    unknown = true;
    return false;
  }
  position.merge(token->position());
  return true;
}

bool Carried::add_of_pin(std::string_view token, const UsefulTokens& useful) {
  const std::optional<CausalToken> parsed = CausalToken::parse(token);
  return merge(parsed && !parsed->empty() ? parsed : std::nullopt, useful);
}

void Carried::add(std::string_view token, const UsefulTokens& useful) {
  const std::optional<CausalToken> parsed = CausalToken::parse(token);
  if (!parsed || !parsed->empty()) merge(parsed, useful);
}

std::string token_of_writes(const UnitOfWork& unit, const MasterHistory& master, std::chrono::sys_seconds now) {
  Position position = position_of_writes(unit, master);
  if (position.empty()) return {};
  std::string text = CausalToken{std::move(position), unit.causal.origin, now}.to_string();
  return text.size() <= CausalToken::max_size ? text : std::string{};
}

std::string token_text(const CausalToken& token) {
  if (token.empty()) return {};
  std::string text = token.to_string();
  return text.size() <= CausalToken::max_size ? text : std::string{unknown_position};
}

}  // namespace rwsplit::detail
