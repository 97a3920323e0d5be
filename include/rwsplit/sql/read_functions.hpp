#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/function_name.hpp>

namespace rwsplit {

/// Functions that the user vouches for: stored or loadable ones that neither write nor lock, nor touch the session.
///
/// `f` vouches for the function of that name in any database, `db.f` only for calls that say `db.f`: without a database
/// in the text, which one is meant depends on the connection. Functions are compared without regard to ASCII case,
/// databases byte by byte, because there are servers on which `App` and `app` are two databases.
///
/// Thread safety: immutable.
class ReadFunctions {
 public:
  ReadFunctions() = default;

  /// A name with a problem (see `problem_with`) vouches for nothing.
  explicit ReadFunctions(const std::vector<std::string>& names) {
    for (const std::string& name : names) add(name);
  }

  /// What is wrong with a name on a user's list, as a part of a sentence; nothing if it can be one.
  [[nodiscard]] static std::optional<std::string> problem_with(std::string_view name) {
    if (name.empty()) return "the name is empty";
    for (const char c : name) {
      const bool control = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
      if (control || std::string_view{"()`'\"[],;"}.find(c) != std::string_view::npos) {
        return "a name is f or db.f, without blanks, quotes and parentheses";
      }
    }
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    if (name.find('.', dot + 1) != std::string_view::npos) return "a name has one dot at most: f or db.f";
    if (dot == 0 || dot + 1 == name.size()) return "a part of the name is missing: it is f or db.f";
    return std::nullopt;
  }

  [[nodiscard]] bool empty() const noexcept { return names_.empty(); }

  /// Whether it vouches for a function called as `written` (`f`, `db.f`, quoted or not). Allocates nothing.
  [[nodiscard]] bool contains(std::string_view written) const noexcept {
    if (names_.empty()) return false;
    Key key = detail::parse_function_name(written);
    if (key.name.empty()) return false;
    if (!key.database.empty() && names_.find(key) != names_.end()) return true;
    key.database = {};
    return names_.find(key) != names_.end();
  }

 private:
  using Key = detail::FunctionName<std::string_view>;
  using Name = detail::FunctionName<std::string>;

  struct Hash {
    using is_transparent = void;
    template <class Text>
    [[nodiscard]] std::size_t operator()(const detail::FunctionName<Text>& function) const noexcept {
      const std::size_t database = std::hash<std::string_view>{}(function.database);
      return static_cast<std::size_t>(detail::hash_of(function.name)) ^ (database << 1U);
    }
  };

  struct Same {
    using is_transparent = void;
    template <class Left, class Right>
    [[nodiscard]] bool operator()(const detail::FunctionName<Left>& left,
                                  const detail::FunctionName<Right>& right) const noexcept {
      const std::string_view left_name = left.name;
      const std::string_view right_name = right.name;
      if (std::string_view{left.database} != std::string_view{right.database}) return false;
      if (left_name.size() != right_name.size()) return false;
      for (std::size_t i = 0; i < left_name.size(); ++i) {
        if (detail::to_upper(left_name[i]) != detail::to_upper(right_name[i])) return false;
      }
      return true;
    }
  };

  void add(std::string_view name) {
    if (problem_with(name)) return;
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) {
      names_.insert(Name{.name = std::string{name}});
    } else {
      names_.insert(Name{.database = std::string{name.substr(0, dot)}, .name = std::string{name.substr(dot + 1)}});
    }
  }

  std::unordered_set<Name, Hash, Same> names_{};
};

}  // namespace rwsplit
