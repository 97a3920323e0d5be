#include "config/given_settings.hpp"

#include <optional>
#include <utility>

#include "config/problem.hpp"

namespace rwsplit::detail {

namespace {

[[nodiscard]] std::string first_part(const Setting& setting) {
  const char* const ends = setting.form == Setting::Form::underscores ? "._" : ".";
  std::string part = setting.key.substr(0, setting.key.find_first_of(ends));
  if (setting.form != Setting::Form::underscores) return part;
  for (char& c : part) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return part;
}

}  // namespace

GivenSettings::GivenSettings(const Settings& settings, const KnownKeys& known,
                             const std::function<bool(std::string_view)>& concerns) {
  const std::vector<Setting>& all = settings.all();
  // Variables cannot spell every name: those that are spelt elsewhere, before or after, have to be known first.
  for (const Setting& setting : all) {
    if (setting.form == Setting::Form::underscores || !concerns(first_part(setting))) continue;
    const auto match = known.match(setting.key);
    if (match && !match->name.empty()) add_name(match->name, setting.origin);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (concerns(first_part(all[i]))) add(all[i], i, known);
  }
}

void GivenSettings::add(const Setting& setting, std::size_t position, const KnownKeys& known) {
  if (setting.form == Setting::Form::table) {
    const std::optional<std::string> name = known.match_table(setting.key);
    if (!name) config_problem(setting.origin, setting.key + ": " + known.about_unknown(setting.key));
    if (!name->empty()) add_name(*name, setting.origin);
    return;
  }
  const auto match =
      setting.form == Setting::Form::dotted ? known.match(setting.key) : known.match_underscores(setting.key, names_);
  if (!match) config_problem(setting.origin, setting.key + ": " + known.about_unknown(setting.key));
  if (!match->name.empty()) add_name(match->name, setting.origin);
  const auto [place, is_new] = given_.try_emplace(match->option());
  if (!is_new && place->second.setting->source == setting.source) {
    config_problem(setting.origin, setting.key + ": means the same as " + place->second.setting->key + " at " +
                                       place->second.setting->origin + "; say it once");
  }
  place->second = {.setting = &setting, .bare_number = match->known->bare_number, .position = position};
}

void GivenSettings::add_name(const std::string& name, const std::string& origin) {
  if (name_origins_.try_emplace(name, origin).second) names_.push_back(name);
}

const Given* GivenSettings::find(std::string_view option) const {
  const auto found = given_.find(option);
  return found == given_.end() ? nullptr : &found->second;
}

bool GivenSettings::has_any(std::string_view prefix) const {
  const auto next = given_.lower_bound(prefix);
  return next != given_.end() && std::string_view{next->first}.starts_with(prefix);
}

}  // namespace rwsplit::detail
