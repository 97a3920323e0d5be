#include "request/request_formats.hpp"

#include <vector>

#include <rwsplit/routing/named_target.hpp>

#include "config/properties_source.hpp"

namespace rwsplit::detail {

namespace {

constexpr Method last_method = Method::other;  // the one that has no name

[[nodiscard]] std::vector<std::string> names_of(MethodSet methods) {
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(last_method); ++i) {
    const auto method = static_cast<Method>(i);
    if (methods.has(method)) names.emplace_back(to_string(method));
  }
  return names;
}

[[nodiscard]] MethodSet all_methods() {
  MethodSet all;
  for (int i = 0; i < static_cast<int>(last_method); ++i) all.add(static_cast<Method>(i));
  return all;
}

/// What stands before the last blanks, and behind them.
struct Halves {
  std::string_view first;
  std::string_view second;
};

[[nodiscard]] Halves halves_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t blank = text.find_last_of(" \t");
  if (blank == std::string_view::npos) return {text, {}};
  return {trimmed(text.substr(0, blank)), text.substr(blank + 1)};
}

[[nodiscard]] std::optional<NamedTarget> target_of(std::string_view text) {
  constexpr std::string_view engine = "engine=";
  if (text == "master") return NamedTarget::master();
  if (text == "replica") return NamedTarget::replica();
  if (!text.starts_with(engine) || text.size() == engine.size()) return std::nullopt;
  return NamedTarget::engine(std::string{text.substr(engine.size())});
}

[[nodiscard]] std::string word_of(const NamedTarget& target) {
  if (!target.name().empty()) return "engine=" + target.name();
  return target.resolve({}) == Target::master() ? "master" : "replica";
}

}  // namespace

std::string_view word_of(SameSite value) {
  switch (value) {
    case SameSite::lax: return "lax";
    case SameSite::strict: return "strict";
    case SameSite::none: return "none";
  }
  return {};
}

using MethodsFormat = ValueFormat<MethodSet>;

std::string MethodsFormat::rule(Limits) { return "a list of " + joined(names_of(all_methods())); }

std::optional<MethodSet> MethodsFormat::read(const ValueText& value, Limits) {
  MethodSet methods;
  for (const std::string_view name : value.list()) {
    const Method method = method_of(name);
    if (method == Method::other) return std::nullopt;
    methods.add(method);
  }
  return methods;
}

std::string MethodsFormat::print(MethodSet value) { return joined(names_of(value)); }

using ParamsFormat = ValueFormat<MasterParams>;

std::string ParamsFormat::rule(Limits) { return "a list of names, each with ` keep` behind it if it is not consumed"; }

std::optional<MasterParams> ParamsFormat::read(const ValueText& value, Limits) {
  MasterParams params;
  for (const std::string_view element : value.list()) {
    const auto [name, keep] = halves_of(element);
    if (name.empty() || name.find_first_of(" \t") != std::string_view::npos || (!keep.empty() && keep != "keep")) {
      return std::nullopt;
    }
    params.add({std::string{name}, keep.empty()});
  }
  return params;
}

std::string ParamsFormat::print(const MasterParams& value) {
  std::vector<std::string> words;
  for (const MasterParam& item : value.items()) words.push_back(item.consume ? item.name : item.name + " keep");
  return joined(words);
}

using RulesFormat = ValueFormat<PathRules>;

std::string RulesFormat::rule(Limits) {
  return "a list of `GLOB master`, `GLOB replica` or `GLOB engine=NAME`, with at most " +
         std::to_string(PathRules::max_glob) + " characters of GLOB";
}

std::optional<PathRules> RulesFormat::read(const ValueText& value, Limits) {
  PathRules rules;
  for (const std::string_view element : value.list()) {
    const auto [glob, word] = halves_of(element);
    const std::optional<NamedTarget> target = target_of(word);
    if (glob.empty() || glob.size() > PathRules::max_glob || !target) return std::nullopt;
    rules.add({std::string{glob}, *target});
  }
  return rules;
}

std::string RulesFormat::print(const PathRules& value) {
  std::vector<std::string> words;
  for (const PathRule& rule : value.rules()) words.push_back(rule.glob + ' ' + word_of(rule.target));
  return joined(words);
}

}  // namespace rwsplit::detail
