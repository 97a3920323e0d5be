#pragma once

#include <cstdint>

#include <rwsplit/sql/dialect.hpp>

namespace rwsplit::detail {

/// How a backslash within quotes is read. SQLite never escapes; servers decide by NO_BACKSLASH_ESCAPES and ANSI_QUOTES.
enum class Backslash : std::uint8_t {
  escapes,             ///< takes the next character's meaning away, in '…' and in "…"
  escapes_in_strings,  ///< in '…' only: "…" is a name under ANSI_QUOTES
  plain,               ///< a character like any other
};

/// One of the ways in which servers may cut a text into tokens.
struct Reading {
  DialectSet dialects{all_dialects};
  Backslash backslash{Backslash::escapes};
  /// Runs the executable comments whose version only some of the servers have.
  bool newer_server{false};
};

/// What a text held that another reading takes differently: without any of it, one reading speaks for all.
struct Partings {
  bool dialects{false};       ///< these dialects cannot be read together; the reading ended there
  bool string_escape{false};  ///< a backslash before the quote of '…'
  bool name_escape{false};    ///< the same in "…"
  bool version{false};        ///< an executable comment whose version only some servers have
  bool any{false};            ///< one of the above, for whatever dialects
  std::uint32_t offset{0};    ///< the first place of them
};

}  // namespace rwsplit::detail
