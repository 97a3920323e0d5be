#include "browser/browser.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace rwsplit::testing {

namespace {

using nlohmann::json;

json capabilities(const std::string& profile) {
  const json arguments = {"--headless=new",
                          "--no-sandbox",  // root and containers have none
                          "--disable-gpu",
                          "--disable-dev-shm-usage",
                          "--no-first-run",
                          "--disable-background-networking",
                          "--window-size=1200,1400",
                          "--remote-debugging-pipe",  // which ends with the driver, and the browser with it
                          "--user-data-dir=" + profile};
  const json options = {{"binary", RWSPLIT_TEST_CHROMIUM}, {"args", arguments}};
  return {{"capabilities", {{"alwaysMatch", {{"goog:chromeOptions", options}}}}}};
}

// RFC 4648, without line breaks.
std::string decode_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU));
    }
  }
  return bytes;
}

}  // namespace

Browser::Browser() {
  driver_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{RWSPLIT_TEST_CHROMEDRIVER, "--port=0", "--log-level=SEVERE"});
  static_cast<void>(driver_->read_until("started successfully on port "));
  http_ = std::make_unique<httplib::Client>("127.0.0.1", std::stoi(driver_->read_until(".")));
  http_->set_read_timeout(60);
  session_ =
      "/session/" + send("POST", "/session", capabilities(profile_.file("profile")))["sessionId"].get<std::string>();
}

Browser::~Browser() {
  try {
    static_cast<void>(send("DELETE", session_, {}));
  } catch (const std::exception&) {
    // The driver's end below ends the browser as well.
  }
}

void Browser::open(const std::string& url) { static_cast<void>(send("POST", session_ + "/url", {{"url", url}})); }

std::string Browser::url() { return send("GET", session_ + "/url", {}).get<std::string>(); }

void Browser::click(const std::string& selector) {
  static_cast<void>(send("POST", element(selector) + "/click", json::object()));
}

void Browser::type(const std::string& selector, const std::string& text) {
  const std::string field = element(selector);
  static_cast<void>(send("POST", field + "/clear", json::object()));
  static_cast<void>(send("POST", field + "/value", {{"text", text}}));
}

std::string Browser::text(const std::string& selector) {
  return send("GET", element(selector) + "/text", {}).get<std::string>();
}

void Browser::forget_cookies() { static_cast<void>(send("DELETE", session_ + "/cookie", {})); }

json Browser::run(const std::string& script) {
  return send("POST", session_ + "/execute/sync", {{"script", script}, {"args", json::array()}});
}

void Browser::take_screenshot(const std::string& file) {
  std::ofstream{file, std::ios::binary} << decode_base64(send("GET", session_ + "/screenshot", {}).get<std::string>());
}

std::string Browser::element(const std::string& selector) {
  const json found = send("POST", session_ + "/element", {{"using", "css selector"}, {"value", selector}});
  return session_ + "/element/" + found.begin().value().get<std::string>();
}

json Browser::send(const std::string& method, const std::string& path, const json& body) {
  const httplib::Result result = method == "GET"      ? http_->Get(path)
                                 : method == "DELETE" ? http_->Delete(path)
                                                      : http_->Post(path, body.dump(), "application/json");
  if (!result) throw std::runtime_error{"no answer from the browser's driver: " + httplib::to_string(result.error())};
  const json answer = json::parse(result->body);
  if (result->status != 200) throw std::runtime_error{path + ": " + answer["value"]["message"].get<std::string>()};
  return answer["value"];
}

}  // namespace rwsplit::testing
