#pragma once

#include <optional>
#include <string_view>

#include <rwsplit/sql/lexer.hpp>

namespace rwsplit::detail {

/// A statement's text word by word, for the few that say by name what they leave on their connection.
///
/// Whatever could be read in two ways is no word: the caller then takes the statement for one that it does not
/// understand, which is always safe.
class StatementWords {
 public:
  explicit StatementWords(std::string_view text) noexcept;

  /// Each of these moves on if the current word is the one wanted, and else stays.
  [[nodiscard]] bool accept(std::string_view upper_case) noexcept;
  [[nodiscard]] bool accept(char symbol) noexcept;
  [[nodiscard]] bool accept_number() noexcept;
  [[nodiscard]] bool accept_placeholder() noexcept;
  /// A name without its quotes.
  [[nodiscard]] std::optional<std::string_view> accept_name() noexcept;
  /// A string without its quotes; none that holds a quote or a backslash.
  [[nodiscard]] std::optional<std::string_view> accept_string() noexcept;
  /// `:=`
  [[nodiscard]] bool accept_assignment() noexcept;
  /// `@@`
  [[nodiscard]] bool accept_system_variable() noexcept;
  /// Moves on whatever the word is.
  void skip() noexcept { token_ = lexer_.next(); }
  /// What servers, or their modes, do not agree about.
  [[nodiscard]] bool is_odd() const noexcept;
  /// The end of the text, after a semicolon or not.
  [[nodiscard]] bool at_end() noexcept;

 private:
  [[nodiscard]] bool moves_on(bool wanted) noexcept;
  [[nodiscard]] std::string_view token_text() const noexcept;
  [[nodiscard]] std::optional<std::string_view> accept_quoted() noexcept;

  std::string_view text_;
  Lexer lexer_;
  Token token_;
};

}  // namespace rwsplit::detail
