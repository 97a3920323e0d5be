#pragma once

#include <csignal>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "browser/child_process.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit::testing {

/// The servers that the tests were given; none means SQLite.
[[nodiscard]] inline std::vector<std::string> guestbook_urls() {
  const char* const given = std::getenv("RWSPLIT_TEST_URLS");
  std::istringstream words{given == nullptr ? "" : given};
  std::vector<std::string> urls;
  for (std::string word; words >> word;) urls.push_back(word);
  return urls;
}

/// The example program, running: on those servers, or on a SQLite database of its own.
class Guestbook {
 public:
  Guestbook()
      : program_{command()},
        port_{(static_cast<void>(program_.read_until("http://127.0.0.1:")), std::stoi(program_.read_until("/")))} {}

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// As Ctrl-C does. Gives its exit code.
  [[nodiscard]] int close() noexcept { return program_.stop(SIGINT); }

 private:
  [[nodiscard]] std::vector<std::string> command() const {
    std::vector<std::string> urls = guestbook_urls();
    if (urls.empty()) urls.assign(3, "sqlite:" + files_.file("guestbook.db"));
    // No test is about the end of a pin, and a machine may be slow.
    std::vector<std::string> words{RWSPLIT_TEST_GUESTBOOK, "--port", "0", "--pin-seconds", "60"};
    words.insert(words.end(), urls.begin(), urls.end());
    return words;
  }

  TemporaryDirectory files_;
  ChildProcess program_;
  int port_;
};

}  // namespace rwsplit::testing
