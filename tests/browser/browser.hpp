#pragma once

#include <memory>
#include <string>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "browser/child_process.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit::testing {

/// A headless Chromium, driven over the WebDriver protocol (https://www.w3.org/TR/webdriver2/). Elements are named by
/// their CSS selector. Every member throws `std::runtime_error` with the driver's words when it cannot do its task.
class Browser {
 public:
  Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;
  ~Browser();

  /// Blocking: until the page is loaded.
  void open(const std::string& url);
  [[nodiscard]] std::string url();
  void click(const std::string& selector);
  /// Instead of what the field has.
  void type(const std::string& selector, const std::string& text);
  /// As it is shown.
  [[nodiscard]] std::string text(const std::string& selector);
  /// Those of the page's host.
  void forget_cookies();
  /// What the body of a function returns.
  [[nodiscard]] nlohmann::json run(const std::string& script);
  /// Into the file, as PNG.
  void take_screenshot(const std::string& file);

 private:
  [[nodiscard]] nlohmann::json send(const std::string& method, const std::string& path, const nlohmann::json& body);
  [[nodiscard]] std::string element(const std::string& selector);

  TemporaryDirectory profile_;
  std::unique_ptr<ChildProcess> driver_;
  std::unique_ptr<httplib::Client> http_;
  std::string session_;
};

}  // namespace rwsplit::testing
