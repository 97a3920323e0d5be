#include "config/properties_source.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "config/file_text.hpp"
#include "config/problem.hpp"

namespace rwsplit::detail {

namespace {

constexpr std::string_view blanks = " \t\r\f";

/// A line with what continues it.
struct Entry {
  std::string text{};
  std::size_t line{0};
};

/// Walks through the lines.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_{text} {}

  /// The next line that says something, joined with those that continue it; nothing at the end.
  [[nodiscard]] std::optional<Entry> next() {
    while (!rest_.empty()) {
      const std::string_view line = trimmed(take());
      if (line.empty() || is_comment(line) || is_section(line)) continue;
      return joined(line);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string_view take() {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    return line;
  }

  [[nodiscard]] static bool is_comment(std::string_view line) noexcept {
    return std::string_view{"#!;"}.find(line.front()) != std::string_view::npos;
  }

  // What Python's frameworks divide their files with; the keys have a prefix of their own.
  [[nodiscard]] static bool is_section(std::string_view line) noexcept {
    return line.starts_with('[') && line.ends_with(']') && line.find('=') == std::string_view::npos;
  }

  // An even number of backslashes at the end are just that.
  [[nodiscard]] static bool continues(std::string_view line) noexcept {
    const std::size_t last = line.find_last_not_of('\\');
    const std::size_t count = last == std::string_view::npos ? line.size() : line.size() - last - 1;
    return count % 2 == 1;
  }

  [[nodiscard]] Entry joined(std::string_view line) {
    Entry entry{.line = line_};
    while (continues(line)) {
      entry.text += line.substr(0, line.size() - 1);
      if (rest_.empty()) return entry;
      line = trimmed(take());
    }
    entry.text += line;
    return entry;
  }

  std::string_view rest_;
  std::size_t line_{0};
};

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view without_prefix(std::string_view key, std::string_view prefix) noexcept {
  if (!key.starts_with(prefix)) return {};
  key.remove_prefix(prefix.size());
  if (prefix.empty() || prefix.ends_with('.')) return key;
  return key.starts_with('.') ? key.substr(1) : std::string_view{};
}

std::vector<Setting> properties_settings(std::string_view text, std::string_view name, std::string_view prefix) {
  check_text(text, name);
  std::vector<Setting> settings;
  Lines lines{without_byte_order_mark(text)};
  while (const std::optional<Entry> entry = lines.next()) {
    const std::string origin = at_line(name, entry->line);
    const std::size_t equals = entry->text.find('=');
    if (equals == std::string::npos) {
      config_problem(origin, "no `=`: a line is `key = value`, or a comment that begins with `#`, `!` or `;`");
    }
    const std::string_view whole_key = trimmed(std::string_view{entry->text}.substr(0, equals));
    const std::string_view key = without_prefix(whole_key, prefix);
    if (key.empty() && !prefix.empty()) continue;
    if (!is_key(key)) {
      config_problem(origin, "what stands before the `=` is no key: keys have letters, digits, `_`, `-` and `.`");
    }
    settings.push_back({.key = std::string{key},
                        .value = Secret{std::string{trimmed(std::string_view{entry->text}.substr(equals + 1))}},
                        .origin = origin});
  }
  return settings;
}

}  // namespace rwsplit::detail
