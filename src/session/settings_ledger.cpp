#include <rwsplit/session/settings_ledger.hpp>

#include <iterator>

namespace rwsplit::detail {

namespace {

/// Of these there is only one at a time.
[[nodiscard]] constexpr bool is_whole(SessionEffects effects) noexcept {
  return effects == SessionEffects{SessionEffect::current_schema} || effects == SessionEffects{SessionEffect::role};
}

}  // namespace

std::size_t SettingsLedger::place_of(const Statement& statement) const noexcept {
  // A variable's name in double quotes may count as a value for the digest.
  const bool has_shape = statement.info.digest != 0 && statement.text.find('"') == std::string_view::npos;
  std::size_t place = 0;
  for (; place < settings_.size(); ++place) {
    const Subject& known = subjects_[place];
    const bool same_shape = has_shape && known.digest == statement.info.digest;
    const bool same_subject = known.effects == statement.info.effects && is_whole(known.effects);
    if (same_shape || same_subject || settings_[place] == statement.text) break;
  }
  return place;
}

bool SettingsLedger::has_room_for(const Statement& statement) const noexcept {
  if (statement.text.size() > max_text) return false;
  return settings_.size() < max_settings || place_of(statement) < settings_.size();
}

void SettingsLedger::add(const Statement& statement) {
  const auto place = static_cast<std::ptrdiff_t>(place_of(statement));
  if (place < std::ssize(settings_)) {
    settings_.erase(settings_.begin() + place);
    subjects_.erase(subjects_.begin() + place);
  }
  settings_.emplace_back(statement.text);
  subjects_.push_back({statement.info.digest, statement.info.effects});
}

}  // namespace rwsplit::detail
