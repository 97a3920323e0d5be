#pragma once

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <rwsplit/driver/url.hpp>
#include <rwsplit/error/flavor.hpp>

// Where the real servers are: `tests/support/cluster run FLAVOR -- CMD` sets the environment. What is missing throws,
// so that a test without a server fails and never passes in silence.

namespace rwsplit::testing {

[[nodiscard]] inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) {
    throw std::runtime_error{std::string{name} + " is not set; run this program through `tests/support/cluster run`"};
  }
  return value;
}

/// The URLs in an environment variable, the master's first.
[[nodiscard]] inline std::vector<Url> urls_in(const char* name) {
  std::vector<Url> urls;
  std::istringstream words{environment(name)};
  for (std::string word; words >> word;) urls.push_back(Url::parse(word));
  if (urls.empty()) throw std::runtime_error{std::string{name} + " holds no URL"};
  return urls;
}

/// Account of the application, over TCP.
[[nodiscard]] inline std::vector<Url> test_urls() { return urls_in("RWSPLIT_TEST_URLS"); }
/// The same over unix sockets.
[[nodiscard]] inline std::vector<Url> test_socket_urls() { return urls_in("RWSPLIT_TEST_SOCKET_URLS"); }
/// An account that may do everything, over TCP.
[[nodiscard]] inline std::vector<Url> test_admin_urls() { return urls_in("RWSPLIT_TEST_ADMIN_URLS"); }

[[nodiscard]] inline Flavor test_flavor() {
  const auto name = environment("RWSPLIT_TEST_FLAVOR");
  if (name == "mysql") return Flavor::mysql;
  if (name == "mariadb") return Flavor::mariadb;
  throw std::runtime_error{"RWSPLIT_TEST_FLAVOR is neither mysql nor mariadb: " + name};
}

/// The file of the servers' certificate authority; empty when they offer no TLS.
[[nodiscard]] inline std::string test_ca() { return environment("RWSPLIT_TEST_CA"); }

/// `url` with one more option.
[[nodiscard]] inline Url with_option(Url url, std::string name, std::string value) {
  url.options.emplace_back(std::move(name), std::move(value));
  return url;
}

}  // namespace rwsplit::testing
