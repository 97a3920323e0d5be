#include "cli/options_command.hpp"

#include <unistd.h>

#include "cli/option_page.hpp"
#include "cli/output.hpp"

namespace rwsplit::cli {

void run_options(const OptionsOptions& options) {
  Output output{STDOUT_FILENO};
  output.text() = options.markdown ? option_page() : option_list();
  output.flush();
}

}  // namespace rwsplit::cli
