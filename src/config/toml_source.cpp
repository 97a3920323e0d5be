#include "config/toml_source.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "config/file_text.hpp"
#include "config/problem.hpp"
#include "config/toml_text.hpp"

namespace rwsplit::detail {

namespace {

/// The parser met a text that it takes for impossible.
struct BrokenAssumption {};

[[noreturn]] void broken_assumption() { throw BrokenAssumption{}; }

}  // namespace

}  // namespace rwsplit::detail

// The library does not link toml++: it would be one more thing to be there at run time, for one source file.
#define TOML_HEADER_ONLY 1
// Some texts, `[?[` for one, break what the parser asserts (its pull request 301). An assertion would end the program,
// and without assertions the compiler would build on what is not so: here it is one more way of being no TOML.
#undef NDEBUG
#define TOML_ASSERT(holds) (static_cast<bool>(holds) ? void() : ::rwsplit::detail::broken_assumption())
#include <toml++/toml.h>

namespace rwsplit::detail {

namespace {

constexpr const char* no_toml = "this is not valid TOML: `key = value` or `[table]`, with text in quotes";

/// What was read, with the line, by which it is put in order.
struct Found {
  Setting setting{};
  std::size_t line{0};
};

/// Turns the tree into settings with dotted keys.
class Flattening {
 public:
  explicit Flattening(std::string_view name) : name_{name} {}

  void add(const toml::table& table, const std::string& key) {
    if (table.empty() && !key.empty()) add(key, table, Setting::Form::table, {}, std::nullopt);
    for (const auto& [name, node] : table) {
      const std::string_view part = name.str();
      if (!is_key(part) || part.find('.') != std::string_view::npos) {
        config_problem(origin(node), "a key that no option has: keys have letters, digits, `_` and `-`");
      }
      add(key.empty() ? std::string{part} : (key + '.').append(part), node);
    }
  }

  [[nodiscard]] std::vector<Setting> in_order() && {
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.line < b.line; });
    std::vector<Setting> settings;
    settings.reserve(found_.size());
    for (Found& found : found_) settings.push_back(std::move(found.setting));
    return settings;
  }

 private:
  [[nodiscard]] std::string origin(const toml::node& node) const { return at_line(name_, node.source().begin.line); }

  void add(std::string key, const toml::node& node) {
    if (const toml::table* table = node.as_table()) return add(*table, key);
    if (const toml::array* array = node.as_array()) return add(std::move(key), *array);
    Secret value = scalar(key, node);
    add(std::move(key), node, Setting::Form::dotted, std::move(value), std::nullopt);
  }

  void add(std::string key, const toml::array& array) {
    std::vector<Secret> elements;
    for (const toml::node& element : array) {
      if (element.is_table()) {
        config_problem(origin(element), key + ": an array of tables is not understood; write `[" + key + ".NAME]`");
      }
      elements.push_back(scalar(key, element));
    }
    add(std::move(key), array, Setting::Form::dotted, {}, std::move(elements));
  }

  void add(std::string key, const toml::node& node, Setting::Form form, Secret value,
           std::optional<std::vector<Secret>> elements) {
    found_.push_back({.setting = {.key = std::move(key),
                                  .value = std::move(value),
                                  .elements = std::move(elements),
                                  .origin = origin(node),
                                  .form = form},
                      .line = node.source().begin.line});
  }

  [[nodiscard]] Secret scalar(const std::string& key, const toml::node& node) const {
    if (const auto* text = node.as_string()) {
      if (text->get().find('\0') != std::string::npos) config_problem(origin(node), key + ": a NUL character");
      return Secret{text->get()};
    }
    if (const auto* number = node.as_integer()) return Secret{std::to_string(number->get())};
    if (const auto* yes = node.as_boolean()) return Secret{yes->get() ? "true" : "false"};
    config_problem(origin(node), key +
                                     ": no option takes such a value; text in quotes, whole numbers, true, false and "
                                     "arrays of these are possible");
  }

  std::string_view name_;
  std::vector<Found> found_{};
};

// The parser's own words may quote the text, and with it a password.
[[noreturn]] void not_toml(const toml::parse_error& error, std::string_view name) {
  const bool again = error.description().find("redefine") != std::string_view::npos;
  config_problem(at_line(name, error.source().begin.line),
                 again ? "this key or table was given before; a file says everything once" : no_toml);
}

// In which line the parser gives up: it goes from the beginning to the end, so that halving finds the line.
[[nodiscard]] std::size_t broken_line(std::string_view text) {
  std::vector<std::size_t> line_ends;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    line_ends.push_back(at);
  }
  const auto is_before = [&](std::size_t end) {
    try {
      static_cast<void>(toml::parse(text.substr(0, end)));
    } catch (const toml::parse_error&) {  // of a text cut short, nothing else is to be expected
    } catch (const BrokenAssumption&) {
      return false;
    }
    return true;
  };
  const auto found = std::partition_point(line_ends.begin(), line_ends.end(), is_before);
  return static_cast<std::size_t>(found - line_ends.begin()) + 1;
}

}  // namespace

std::vector<Setting> toml_settings(std::string_view text, std::string_view name) {
  check_text(text, name);
  text = without_byte_order_mark(text);
  check_toml_text(text, name);
  Flattening flattening{name};
  try {
    flattening.add(toml::parse(text), {});
  } catch (const toml::parse_error& error) {
    not_toml(error, name);
  } catch (const BrokenAssumption&) {
    config_problem(at_line(name, broken_line(text)), no_toml);
  }
  return std::move(flattening).in_order();
}

}  // namespace rwsplit::detail
