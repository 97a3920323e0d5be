#include "cli/output.hpp"

#include <cerrno>
#include <string_view>

#include <unistd.h>

#include "cli/io_error.hpp"

namespace rwsplit::cli {

Output::Output(int descriptor) : descriptor_{descriptor} { text_.reserve(2 * large); }

void Output::flush() {
  std::string_view rest{text_};
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      throw IoError{errno, std::generic_category(), "cannot write to standard output"};
    }
  }
  text_.clear();
}

}  // namespace rwsplit::cli
