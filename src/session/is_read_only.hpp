#pragma once

#include <rwsplit/driver/connection.hpp>

namespace rwsplit::detail {

/// Whether the server refuses writes. Never of a connection in a transaction, which says nothing about the server.
///
/// Blocking: on one or two replies. Throws: `ServerError`, `ConnectionError`, `ConversionError`.
[[nodiscard]] bool is_read_only(Connection& master);

}  // namespace rwsplit::detail
