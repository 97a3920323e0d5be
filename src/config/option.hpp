#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/error/config_error.hpp>

#include "config/given_settings.hpp"
#include "config/problem.hpp"
#include "config/value_format.hpp"
#include "config/value_text.hpp"

namespace rwsplit::detail {

/// One row of an option table: a field of a struct, its key, and what to say about it.
template <class Struct>
struct Option {
  std::string name{};
  /// What would be right, as in "must be …".
  std::string rule{};
  std::string meaning{};
  /// Throws: `ConfigError`.
  std::function<void(Struct&, const ValueText&)> read{};
  std::function<std::string(const Struct&)> print{};
};

template <class Struct>
using OptionTable = std::vector<Option<Struct>>;

template <class Struct, class T>
[[nodiscard]] Option<Struct> option(std::string name, T Struct::*member, std::string meaning, Limits limits = {}) {
  using Format = ValueFormat<T>;
  Option<Struct> row{.name = std::move(name), .rule = Format::rule(limits), .meaning = std::move(meaning)};
  row.read = [member, limits, rule = row.rule](Struct& target, const ValueText& text) {
    auto value = Format::read(text, limits);
    if (!value) text.wrong("must be " + rule);
    target.*member = std::move(*value);
  };
  row.print = [member](const Struct& source) { return Format::print(source.*member); };
  return row;
}

/// Sets the fields for which something is given. Throws: `ConfigError`.
template <class Struct>
void read_options(Struct& target, const OptionTable<Struct>& table, const GivenSettings& given,
                  const std::string& prefix) {
  for (const Option<Struct>& row : table) {
    const std::string key = prefix + row.name;
    if (const Given* found = given.find(key)) row.read(target, ValueText{key, *found});
  }
}

/// Does the text have the word, not as a part of a longer one?
[[nodiscard]] inline bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

/// Without the field's name in front, which the key says already.
[[nodiscard]] inline std::string_view without_field(std::string_view text, std::string_view field) {
  const std::size_t colon = text.find(": ");
  return colon != std::string_view::npos && text.substr(0, colon).ends_with(field) ? text.substr(colon + 2) : text;
}

/// Runs a check that names fields but cannot know where their values were written, and adds that.
template <class Struct, class Check>
void check_located(const Check& check, const OptionTable<Struct>& table, const GivenSettings& given,
                   const std::string& prefix) {
  try {
    check();
  } catch (const ConfigError& error) {
    for (const Option<Struct>& row : table) {
      const Given* const found = given.find(prefix + row.name);
      if (found != nullptr && has_word(error.info().what, row.name)) {
        const std::string_view problem = without_field(error.info().what, row.name);
        config_problem(found->setting->origin, (prefix + row.name + ": ").append(problem));
      }
    }
    throw;
  }
}

}  // namespace rwsplit::detail
