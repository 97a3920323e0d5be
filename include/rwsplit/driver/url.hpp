#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/driver/secret.hpp>

namespace rwsplit {

/// Where an engine is and how to log in: `mysql://user:password@host:port/database?option=value` or
/// `sqlite:/path/app.db`.
///
/// Percent-encoding is decoded in every part; `+` is a plus. An unescaped `@`, `/`, `?` or `#` in a user or password is
/// an error: write `%40`, `%2F`, `%3F`, `%23`. An IPv6 address stands in brackets. `sqlite:relative.db`,
/// `sqlite::memory:` and `sqlite:///absolute.db` are understood as well. Which options exist is the driver's business,
/// see `Driver::validate`.
struct Url {
  std::string scheme;
  std::string user;
  Secret password;
  /// Without the brackets of an IPv6 address; empty for `sqlite:`.
  std::string host;
  std::optional<std::uint16_t> port;
  /// The database of a server URL, the file of a `sqlite:` URL.
  std::string path;
  /// In the order of the text; a repeated name is an error.
  std::vector<std::pair<std::string, std::string>> options;

  /// Throws: `ConfigError` that says what is wrong and where; the message never holds the password.
  [[nodiscard]] static Url parse(std::string_view text);

  /// The option's value, or nothing.
  [[nodiscard]] std::optional<std::string_view> option(std::string_view name) const noexcept;

  /// The URL with the password as `***`, for messages and logs.
  [[nodiscard]] std::string redacted() const;
};

}  // namespace rwsplit
