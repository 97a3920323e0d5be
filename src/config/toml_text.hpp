#pragma once

#include <string_view>

namespace rwsplit::detail {

/// Throws: `ConfigError` with the line of what nests deeper than any option, of a quote or bracket in the middle of a
/// word, or of the first character beyond ASCII that stands neither in quotes nor in a comment, or behind a backslash
/// in text of several lines. TOML has no use for any outside of quotes, but for the quotes of a dotted key within `{
/// }`, which no option needs; the parser's tables of blanks have holes there (toml++ 3.3 leaves the defined behaviour
/// for `ȟ`), and quotes of a word processor are easily overlooked.
void check_toml_text(std::string_view text, std::string_view name);

}  // namespace rwsplit::detail
