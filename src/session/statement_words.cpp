#include "session/statement_words.hpp"

namespace rwsplit::detail {

StatementWords::StatementWords(std::string_view text) noexcept
    : text_{text}, lexer_{text, Backslash::escapes}, token_{lexer_.next()} {}

std::string_view StatementWords::token_text() const noexcept { return text_.substr(token_.offset, token_.length); }

bool StatementWords::moves_on(bool wanted) noexcept {
  if (wanted) token_ = lexer_.next();
  return wanted;
}

bool StatementWords::accept(std::string_view upper_case) noexcept {
  return moves_on(token_.kind == TokenKind::word && equals_folded(token_text(), upper_case));
}

bool StatementWords::accept(char symbol) noexcept { return moves_on(token_.is(symbol)); }

bool StatementWords::accept_number() noexcept { return moves_on(token_.kind == TokenKind::number); }

bool StatementWords::accept_placeholder() noexcept { return moves_on(token_.kind == TokenKind::placeholder); }

bool StatementWords::accept_assignment() noexcept { return moves_on(token_.kind == TokenKind::assignment); }

bool StatementWords::accept_system_variable() noexcept { return moves_on(token_.kind == TokenKind::system_variable); }

std::optional<std::string_view> StatementWords::accept_quoted() noexcept {
  const std::string_view whole = token_text();
  if (whole.size() < 2) return std::nullopt;
  const std::string_view inside = whole.substr(1, whole.size() - 2);
  if (inside.find_first_of("\\'\"`") != std::string_view::npos) return std::nullopt;
  token_ = lexer_.next();
  return inside;
}

std::optional<std::string_view> StatementWords::accept_name() noexcept {
  if (token_.kind == TokenKind::quoted_name || token_.kind == TokenKind::double_quoted) return accept_quoted();
  const std::string_view name = token_text();
  if (!moves_on(token_.kind == TokenKind::word)) return std::nullopt;
  return name;
}

std::optional<std::string_view> StatementWords::accept_string() noexcept {
  if (token_.kind != TokenKind::string && token_.kind != TokenKind::double_quoted) return std::nullopt;
  return accept_quoted();
}

bool StatementWords::is_odd() const noexcept {
  const Partings& partings = lexer_.partings();
  return partings.dialects || partings.version || partings.string_escape || partings.name_escape ||
         token_.kind == TokenKind::misfit || token_.kind == TokenKind::illegal;
}

bool StatementWords::at_end() noexcept {
  while (accept(';')) continue;
  return token_.kind == TokenKind::end && !is_odd();
}

}  // namespace rwsplit::detail
