#include "config/file_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "config/problem.hpp"

namespace rwsplit::detail {

namespace {

constexpr std::size_t max_file_size = 1'048'576;
// Bounds how deep the tables of a dotted key nest, and with it the stack that reading and destroying them takes.
constexpr std::size_t max_line_length = 4'096;

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }  // it was only read
};

[[noreturn]] void cannot_be_read(const std::filesystem::path& file, int number) {
  config_problem(file.string(), "this file cannot be read: " + std::generic_category().message(number));
}

}  // namespace

std::string file_text(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, CloseFile> stream{std::fopen(file.c_str(), "rbe")};
  if (!stream) cannot_be_read(file, errno);
  std::string text(max_file_size + 1, '\0');
  errno = 0;
  text.resize(std::fread(text.data(), 1, text.size(), stream.get()));
  if (std::ferror(stream.get()) != 0) cannot_be_read(file, errno);
  if (text.size() > max_file_size) {
    config_problem(file.string(), "this file is larger than 1 MiB: it is hardly a configuration");
  }
  return text;
}

std::string at_line(std::string_view name, std::size_t line) {
  return std::string{name}.append(":").append(std::to_string(line));
}

void check_text(std::string_view text, std::string_view name) {
  std::size_t line = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view content = text.substr(begin, end - begin);
    if (content.find('\0') != std::string_view::npos) {
      config_problem(at_line(name, line), "a NUL byte; a configuration is plain text in UTF-8");
    }
    if (content.size() > max_line_length) {
      config_problem(at_line(name, line), "this line has more than " + std::to_string(max_line_length) +
                                              " bytes; break long lists into several lines");
    }
    begin = end + 1;
  }
}

std::string_view without_byte_order_mark(std::string_view text) noexcept {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

}  // namespace rwsplit::detail
