#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer.hpp"
#include "store.hpp"

/// Everything the browser is shown. Pure: values in, HTML out.
namespace guestbook::pages {

/// What every page shows around its content.
struct Frame {
  bool pin_on{true};
  std::chrono::seconds pin_time{};
  /// Of the replica that is furthest behind.
  std::optional<std::chrono::milliseconds> lag{};
  std::vector<Answer> answers{};
};

/// What the visitor has typed, to be shown again when it cannot be taken.
struct Draft {
  std::string author{};
  std::string message{};
  std::string complaint{};
};

struct Book {
  std::vector<store::Entry> entries{};
  std::int64_t count{};
  /// The entry that the visitor wrote a moment ago, before the redirect.
  std::optional<std::int64_t> written{};
};

[[nodiscard]] std::string list(const Frame& frame, const Book& book, const Draft& draft);
[[nodiscard]] std::string edit(const Frame& frame, std::int64_t id, const Draft& draft);
[[nodiscard]] std::string admin(const Frame& frame, const std::vector<store::AuthorCount>& authors);
[[nodiscard]] std::string cluster(const Frame& frame);
/// An error, or that there is nothing at this address.
[[nodiscard]] std::string message(std::string_view title, std::string_view text);

}  // namespace guestbook::pages
