#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace rwsplit::detail {

/// The text of a configuration file. Blocking: on the file. Throws: `ConfigError`, also for a file so large that it is
/// surely another one.
[[nodiscard]] std::string file_text(const std::filesystem::path& file);

/// Throws: `ConfigError` with the line of the first NUL byte, or of a line so long that it is no configuration.
void check_text(std::string_view text, std::string_view name);

/// `name:line`
[[nodiscard]] std::string at_line(std::string_view name, std::size_t line);

/// Without the mark that some editors begin a UTF-8 file with.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text) noexcept;

}  // namespace rwsplit::detail
