#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/given_settings.hpp"

namespace rwsplit::detail {

/// The text given for one option, and how to complain about it.
class ValueText {
 public:
  ValueText(std::string key, const Given& given) : key_{std::move(key)}, given_{&given} {}

  /// Throws: `ConfigError` if an array was given.
  [[nodiscard]] std::string_view text() const;
  /// The elements of an array, or what stands between commas, without blanks around it. Nothing at all is no element.
  [[nodiscard]] std::vector<std::string_view> list() const;
  [[nodiscard]] BareNumber bare_number() const noexcept { return given_->bare_number; }

  /// Throws: `ConfigError`, always: where it was written, the key, and the problem, which holds no value.
  [[noreturn]] void wrong(std::string_view problem) const;

 private:
  std::string key_;
  const Given* given_;
};

}  // namespace rwsplit::detail
