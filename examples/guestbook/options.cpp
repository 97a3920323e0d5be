#include "options.hpp"

#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace guestbook {

namespace {

int number(std::string_view option, std::string_view text, int lowest, int highest) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > highest) {
    throw std::invalid_argument{std::string{option} + " wants a number from " + std::to_string(lowest) + " to " +
                                std::to_string(highest)};
  }
  return value;
}

// One writer and two read-only readers of one file: a master and two replicas without a server.
std::vector<std::string> embedded_urls() {
  const auto name = "rwsplit-" + std::to_string(::getuid()) + "-guestbook.db";
  return std::vector<std::string>(3, "sqlite:" + (std::filesystem::temp_directory_path() / name).string());
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < words.size() ? words[i + 1] : std::string_view{};
    if (word == "--port") {
      options.port = number(word, next, 0, 65535);
      ++i;
    } else if (word == "--pin-seconds") {
      options.pin = std::chrono::seconds{number(word, next, 1, 3600)};
      ++i;
    } else if (word == "--help" || word == "-h") {
      options.help = true;
    } else if (word.starts_with('-')) {
      throw std::invalid_argument{"no such option: " + std::string{word}};
    } else {
      options.urls.emplace_back(word);
    }
  }
  if (options.urls.empty()) options.urls = embedded_urls();
  return options;
}

const char* usage() {
  return "usage: guestbook [--port N] [--pin-seconds N] [URL...]\n"
         "\n"
         "  URL            the master first, then the replicas: mysql://user:password@host/database;\n"
         "                 without any: a SQLite file in the folder for temporary files\n"
         "  --port         where it listens on 127.0.0.1, 8080 if not given; 0 takes a free port and prints it\n"
         "  --pin-seconds  how long a visitor's reads stay on the master after a write, 5 if not given;\n"
         "                 more than the replicas are late\n";
}

}  // namespace guestbook
