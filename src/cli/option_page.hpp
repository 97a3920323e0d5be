#pragma once

#include <string>

namespace rwsplit::cli {

/// All options of a configuration as the Markdown page docs/options.md.
[[nodiscard]] std::string option_page();

/// The same for a terminal: keys in a column, beside them what may be given and what holds without.
[[nodiscard]] std::string option_list();

}  // namespace rwsplit::cli
