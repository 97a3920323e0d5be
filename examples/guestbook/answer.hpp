#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <rwsplit/rwsplit.hpp>

namespace guestbook {

/// Which engine ran one of the page's statements, and why.
struct Answer {
  std::string engine;
  std::size_t index{};  // of the engine: its color
  rwsplit::RouteReason reason{};
  rwsplit::StatementKind kind{};
  std::string place;  // in this program's source
};

/// The reason as a sentence, for those that this application meets.
[[nodiscard]] std::string_view explanation(rwsplit::RouteReason reason);

}  // namespace guestbook
