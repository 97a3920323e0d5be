#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/config/settings.hpp>

#include "config/known_keys.hpp"

namespace rwsplit::detail {

/// The setting that counts for one option.
struct Given {
  const Setting* setting{nullptr};
  BareNumber bare_number{BareNumber::milliseconds};
  /// Among all settings: what comes later overrides.
  std::size_t position{0};
};

/// What the sources say together, by option.
class GivenSettings {
 public:
  /// Looks at those whose first part satisfies `concerns`. Lifetime: within that of the settings. Throws: `ConfigError`
  /// for an unknown key, and for one source that says the same twice in different spellings.
  GivenSettings(const Settings& settings, const KnownKeys& known,
                const std::function<bool(std::string_view)>& concerns);

  /// Null if nobody says anything about it.
  [[nodiscard]] const Given* find(std::string_view option) const;
  /// Is there an option whose key begins so?
  [[nodiscard]] bool has_any(std::string_view prefix) const;
  /// Names in keys, in the order of their first appearance.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// Where the name appears first.
  [[nodiscard]] const std::string& origin_of(std::string_view name) const { return name_origins_.find(name)->second; }

 private:
  void add(const Setting& setting, std::size_t position, const KnownKeys& known);
  void add_name(const std::string& name, const std::string& origin);

  std::map<std::string, Given, std::less<>> given_{};
  std::vector<std::string> names_{};
  std::map<std::string, std::string, std::less<>> name_origins_{};
};

}  // namespace rwsplit::detail
