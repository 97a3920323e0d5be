#pragma once

#include <cstddef>
#include <iosfwd>

#include "chaos/history/history.hpp"

namespace rwsplit::chaos {

/// Writes the list operations of a history as EDN, one map per line, as Elle's list-append checker reads it
/// (elle-cli --model list-append FILE).
///
/// Elle takes its processes for sessions, so a process here is a session, and not a thread. After an unknown outcome,
/// a lost position, and for reads that were promised nothing, there is another process number: Jepsen's processes end
/// with the former, and for the others Elle would ask for an order that nobody promised. Tokens cannot be told to
/// Elle. Streams: needs memory for what is under way, and nothing for what is written.
/// Form: https://github.com/jepsen-io/elle, "list-append"; the keys of a map are those of Jepsen's operations.
///
/// Returns the number of operations written. A stream that fails is seen in its state, as usual.
std::size_t write_elle(const History& history, std::ostream& out);

}  // namespace rwsplit::chaos
