#include "config/known_keys.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace rwsplit::detail {

namespace {

[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view key) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = key.find('.');
    parts.push_back(key.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    key.remove_prefix(dot + 1);
  }
}

/// Do the parts begin the pattern? Gives the name.
[[nodiscard]] std::optional<std::string> begin_of(const std::vector<std::string_view>& pattern,
                                                  const std::vector<std::string_view>& parts) {
  if (parts.size() > pattern.size()) return std::nullopt;
  std::string name;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (pattern[i] == "*") {
      name = parts[i];
    } else if (pattern[i] != parts[i]) {
      return std::nullopt;
    }
  }
  return name;
}

[[nodiscard]] char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// As the name of a variable can be compared: `Replica-1` and `REPLICA_1` are the same.
[[nodiscard]] std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '.' || c == '-' ? '_' : lower(c);
  return result;
}

/// The one of the names that is meant; a new name that is all upper case is one in lower case.
[[nodiscard]] std::string meant_name(std::string_view text, const std::vector<std::string>& names) {
  const auto same = [&](const std::string& name) { return folded(name) == folded(text); };
  if (const auto found = std::find_if(names.begin(), names.end(), same); found != names.end()) return *found;
  const bool has_lower_case = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  std::string name{text};
  if (!has_lower_case) std::transform(name.begin(), name.end(), name.begin(), lower);
  return name;
}

[[nodiscard]] std::string with_name(std::string_view pattern, std::string_view name) {
  std::string key{pattern};
  if (const std::size_t star = key.find('*'); star != std::string::npos) key.replace(star, 1, name);
  return key;
}

}  // namespace

std::string KeyMatch::option() const { return with_name(known->option, name); }

KnownKeys::KnownKeys(std::vector<KnownKey> keys, std::vector<std::string_view> code_only)
    : keys_{std::move(keys)}, code_only_{std::move(code_only)} {
  for (KnownKey& key : keys_) {
    if (key.option.empty()) key.option = key.pattern;
  }
}

std::optional<KeyMatch> KnownKeys::match(std::string_view key) const {
  const std::vector<std::string_view> parts = parts_of(key);
  for (const KnownKey& known : keys_) {
    const std::vector<std::string_view> pattern = parts_of(known.pattern);
    if (pattern.size() != parts.size()) continue;
    if (auto name = begin_of(pattern, parts)) return KeyMatch{&known, std::move(*name)};
  }
  return std::nullopt;
}

std::optional<KeyMatch> KnownKeys::match_underscores(std::string_view key,
                                                     const std::vector<std::string>& names) const {
  const std::string text = folded(key);
  std::optional<KeyMatch> best;
  for (const KnownKey& known : keys_) {
    const std::string pattern = folded(known.pattern);
    const std::size_t star = pattern.find('*');
    if (star == std::string::npos) {
      if (pattern == text) return KeyMatch{&known, {}};
      continue;
    }
    const std::string_view before = std::string_view{pattern}.substr(0, star);
    const std::string_view after = std::string_view{pattern}.substr(star + 1);
    const bool fits = text.size() > before.size() + after.size() && text.starts_with(before) && text.ends_with(after);
    // The longest pattern: in `replicas_a_pool_size` the name is `a`, not `a_pool`.
    if (!fits || (best && best->known->pattern.size() >= known.pattern.size())) continue;
    const std::string_view name = key.substr(before.size(), key.size() - before.size() - after.size());
    best = KeyMatch{&known, meant_name(name, names)};
  }
  return best;
}

std::optional<std::string> KnownKeys::match_table(std::string_view key) const {
  const std::vector<std::string_view> parts = parts_of(key);
  for (const KnownKey& known : keys_) {
    const std::vector<std::string_view> pattern = parts_of(known.pattern);
    if (pattern.size() == parts.size()) continue;
    if (auto name = begin_of(pattern, parts)) return name;
  }
  return std::nullopt;
}

std::string KnownKeys::about_unknown(std::string_view key) const {
  const std::string_view last = parts_of(key).back();
  if (std::find(code_only_.begin(), code_only_.end(), last) != code_only_.end()) {
    return "this can be given in code only";
  }
  if (const auto name = match_table(key)) {
    return name->empty() ? "this is a group of options, not an option; what is meant is a key below it"
                         : "this names an engine; its options are keys below it, such as its url";
  }
  const std::string near = nearest(key);
  return near.empty() ? "there is no such option; `rwsplit options` lists them"
                      : "there is no such option; the nearest is " + near;
}

std::string KnownKeys::nearest(std::string_view key) const {
  const std::string text = folded(key);
  const std::vector<std::string_view> parts = parts_of(key);
  const std::string_view name = parts.size() > 2 ? parts[1] : "NAME";
  std::string best;
  std::size_t best_distance = 1 + std::max<std::size_t>(2, key.size() / 4);
  for (const KnownKey& known : keys_) {
    std::string candidate = with_name(known.pattern, name);
    const std::size_t distance = edit_distance(text, folded(candidate));
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = std::move(candidate);
  }
  return best;
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace rwsplit::detail
