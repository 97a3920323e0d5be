#pragma once

#include <iosfwd>
#include <optional>

#include "chaos/history/log.hpp"

namespace rwsplit::chaos {

/// Writes a log as text, for the process that joins the logs of several. A stream that fails is seen in its state.
void write_log(const Log& log, std::ostream& out);

/// Reads what `write_log` wrote; nullopt if it is cut off or anything else.
[[nodiscard]] std::optional<Log> read_log(std::istream& in);

}  // namespace rwsplit::chaos
