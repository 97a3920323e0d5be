#include <chrono>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>

#include "request_scene.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// Whether a request with that header reads from the master because of it.
bool honored(FakeCluster& cluster, const RequestRules& rules, std::string_view cookie_header) {
  RequestScope scope{*cluster, rules, rules.hints_from({.method = "GET", .path = "/", .cookie_header = cookie_header})};
  return read(scope.session()) == "master: request pin";
}

/// What the library's logger says while it lives.
class LogCapture {
 public:
  LogCapture() : before_{spdlog::get("rwsplit")} {
    spdlog::drop("rwsplit");
    spdlog::register_logger(std::make_shared<spdlog::logger>("rwsplit", sink_));
  }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  ~LogCapture() {
    spdlog::drop("rwsplit");
    if (before_) spdlog::register_logger(before_);
  }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink_ = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace

TEST_CASE("hints are the parts of a request that count", "[request][TG-16][TG-22]") {
  const RequestRules rules{signed_with('a', {.master_params = {"m"}})};
  const RequestHints hints = rules.hints_from({.method = "DELETE",
                                               .path = "/entries/m/7?m=1#m",
                                               .cookie_header = "a=b; rwsplit_pin=text",
                                               .state_header = "replica",
                                               .token_header = "token"});
  CHECK(hints.method == Method::delete_);
  CHECK(hints.path == "/entries/m/7");
  CHECK(hints.pin == "text");
  CHECK(hints.state == "replica");
  CHECK(hints.token == "token");
  CHECK_FALSE(hints.master_parameter);  // parts of the path are no parameters

  const RequestHints nothing = rules.hints_from({});
  CHECK(nothing.method == Method::other);
  CHECK(nothing.path.empty());
  CHECK(nothing.pin.empty());
}

TEST_CASE("parameters of the application and of the handler are taken together", "[request][TG-16][TG-18][D-10]") {
  const RequestRules rules{signed_with('a', {.master_params = {"m", {"kept", false}}})};
  const HandlerPolicy policy{.master_params = {"h"}};
  using Parameters = std::multimap<std::string, std::string>;
  Parameters all{{"m", ""}, {"h", "0"}, {"kept", "1"}, {"x", "2"}};
  CHECK(rules.hints_from({.method = "GET"}, all, policy).master_parameter);
  CHECK(all == Parameters{{"kept", "1"}, {"x", "2"}});
  Parameters of_handler{{"h", ""}};
  CHECK_FALSE(rules.hints_from({.method = "GET"}, of_handler).master_parameter);
  CHECK(rules.hints_from({.method = "GET"}, of_handler, policy).master_parameter);
  Parameters none{{"x", "2"}};
  CHECK_FALSE(rules.hints_from({.method = "GET"}, none, policy).master_parameter);
}

TEST_CASE("pins are honored or ignored, and counted", "[request][D-9][DR-17][W12][W14][MA-8]") {
  FakeCluster cluster{1};
  const HandClock clock;
  const RequestRules rules{signed_with('a'), clock};
  CHECK(rules.statistics() == PinStatistics{});
  const PinCookie pin = pin_of_a_write(*cluster, rules);
  CHECK(pin.name == "rwsplit_pin");
  CHECK(pin.max_age == 5s);
  CHECK(rules.statistics() == PinStatistics{.issued = 1});

  // Again and again: no response spends it.
  for (int i = 0; i < 3; ++i) CHECK(honored(cluster, rules, header_of(pin)));
  CHECK(rules.statistics() == PinStatistics{.issued = 1, .honored = 3});

  std::string forged = header_of(pin);
  forged.back() = forged.back() == 'A' ? 'E' : 'A';
  CHECK_FALSE(honored(cluster, rules, forged));
  CHECK_FALSE(honored(cluster, rules, "rwsplit_pin=true"));
  CHECK_FALSE(honored(cluster, rules, "rwsplit_pin=" + std::string(100'000, 'x')));
  CHECK_FALSE(honored(cluster, rules, "rwsplit_pin="));
  CHECK_FALSE(honored(cluster, rules, ""));
  CHECK_FALSE(honored(cluster, rules, "other_pin=" + pin.value));
  clock.advance(4999ms);
  CHECK(honored(cluster, rules, header_of(pin)));
  clock.advance(1ms);
  CHECK_FALSE(honored(cluster, rules, header_of(pin)));
  CHECK(rules.statistics() == PinStatistics{.issued = 1, .honored = 4, .expired = 1, .forged = 1, .malformed = 2});
}

TEST_CASE("a pin holds for its lifetime at least", "[request][D-9]") {
  FakeCluster cluster{1};
  const HandClock clock;
  const RequestRules rules{signed_with('a', {.pin = {.lifetime = 2s}}), clock};
  clock.advance(1ms);
  const PinCookie pin = pin_of_a_write(*cluster, rules);
  CHECK(pin.max_age == 2s);
  clock.advance(2000ms);
  CHECK(honored(cluster, rules, header_of(pin)));  // expiries are whole seconds, and never early
  clock.advance(999ms);
  CHECK_FALSE(honored(cluster, rules, header_of(pin)));
}

TEST_CASE("a clock that was moved backwards costs no pin", "[request][D-9]") {
  FakeCluster cluster{1};
  const HandClock clock;
  const RequestRules rules{signed_with('a'), clock};
  const PinCookie pin = pin_of_a_write(*cluster, rules);
  clock.advance(-1h);
  CHECK(honored(cluster, rules, header_of(pin)));
}

TEST_CASE("of several cookies of one name, one that holds counts", "[request][D-9]") {
  FakeCluster cluster{1};
  const RequestRules rules{signed_with('a'), HandClock{}};
  const std::string pin = header_of(pin_of_a_write(*cluster, rules));
  CHECK(honored(cluster, rules, "rwsplit_pin=x; " + pin));
  CHECK(honored(cluster, rules, pin + "; rwsplit_pin=x"));
  CHECK(honored(cluster, rules, "rwsplit_pin=x; rwsplit_pin=y; rwsplit_pin=z; " + pin));
  CHECK(honored(cluster, rules, "a=b, " + pin + ", c=d"));
  CHECK(honored(cluster, rules, "rwsplit_pin=\"" + pin.substr(pin.find('=') + 1) + "\""));
  CHECK(rules.statistics() == PinStatistics{.issued = 1, .honored = 5});
  // Not however many there are: looking at them is work that anybody could make us do.
  std::string many;
  for (int i = 0; i < 4; ++i) many += "rwsplit_pin=x; ";
  CHECK_FALSE(honored(cluster, rules, many + pin));
  CHECK(rules.statistics() == PinStatistics{.issued = 1, .honored = 5, .malformed = 1});
}

TEST_CASE("the key of a running application can be changed", "[request][D-9]") {
  FakeCluster cluster{1};
  const HandClock clock;
  const auto rules_of = [&](char signing, const std::string& verifying) {
    RequestOptions options = signed_with(signing);
    for (const char letter : verifying) options.pin.verification_keys.push_back(secret_of(letter));
    return std::make_unique<RequestRules>(options, clock);
  };
  const auto before = rules_of('a', "");
  const auto learned = rules_of('a', "b");
  const auto changed = rules_of('b', "a");
  const auto after = rules_of('b', "");
  const std::string of_a = header_of(pin_of_a_write(*cluster, *before));
  const std::string of_b = header_of(pin_of_a_write(*cluster, *changed));
  // At each step, processes that have made it and those that have not understand each other.
  CHECK(honored(cluster, *learned, of_a));
  CHECK(honored(cluster, *learned, of_b));
  CHECK(honored(cluster, *changed, of_a));
  CHECK(honored(cluster, *after, of_b));
  CHECK_FALSE(honored(cluster, *after, of_a));
  CHECK_FALSE(honored(cluster, *before, of_b));
  CHECK(before->statistics().forged == 1);
}

TEST_CASE("applications with another key or another cookie do not take each other's pins", "[request][W14][MA-8]") {
  FakeCluster cluster{1};
  const RequestRules ours{signed_with('a')};
  const RequestRules other_key{signed_with('b')};
  const RequestRules other_cookie{signed_with('a', {.pin = {.cookie = "shop_pin"}})};
  const PinCookie pin = pin_of_a_write(*cluster, ours);
  CHECK(honored(cluster, ours, header_of(pin)));
  CHECK_FALSE(honored(cluster, other_key, header_of(pin)));
  CHECK_FALSE(honored(cluster, other_cookie, header_of(pin)));
  CHECK_FALSE(honored(cluster, other_cookie, "shop_pin=" + pin.value));
  CHECK(other_cookie.statistics() == PinStatistics{.forged = 1});
}

TEST_CASE("without a key a process makes one of its own, and says so", "[request]") {
  FakeCluster cluster{1};
  const LogCapture log;
  const RequestRules one;
  const RequestRules other;
  const std::string pin = header_of(pin_of_a_write(*cluster, one));
  CHECK(honored(cluster, one, pin));
  CHECK_FALSE(honored(cluster, other, pin));
  CHECK(log.text().find("PinOptions::signing_key") != std::string::npos);
}

TEST_CASE("nothing is said where a key is given or pins are off, and never a key", "[request]") {
  const LogCapture log;
  const RequestRules with_key{signed_with('k')};
  const RequestRules without_pins{{.pin = {.enabled = false}}};
  CHECK(log.text().empty());
  const RequestRules made;
  CHECK(log.text().find("kkkk") == std::string::npos);
}

TEST_CASE("pins that are off are neither made nor looked at", "[request]") {
  FakeCluster cluster{1};
  const RequestRules on{signed_with('a')};
  const RequestRules off{signed_with('a', {.pin = {.enabled = false}})};
  const std::string pin = header_of(pin_of_a_write(*cluster, on));
  CHECK(off.hints_from({.cookie_header = pin}).pin.empty());
  CHECK_FALSE(honored(cluster, off, pin));
  RequestScope scope{*cluster, off, on.hints_from({.method = "GET", .cookie_header = pin})};
  CHECK(read(scope.session()) == "replica1: by statement");
  write(scope.session());
  CHECK_FALSE(scope.response_pin().has_value());
  CHECK(off.statistics() == PinStatistics{});
}

TEST_CASE("the options of rules are checked when they are made", "[request][MA-14]") {
  CHECK_THROWS_AS(RequestRules({.pin = {.cookie = ""}}), ConfigError);
  CHECK_THROWS_AS(RequestRules({.state_header = " "}), ConfigError);
}

TEST_CASE("an engine in the path rules that does not exist is found at once", "[request][D-12][W10][MA-16]") {
  FakeCluster cluster{1};
  const RequestRules rules{signed_with('a', {.path_rules = {{"/a", NamedTarget::engine("replica9")}}})};
  CHECK_THROWS_AS(rules.require_known_engines(*cluster), UnknownEngine);
  // By any request, not only by one for that path, whatever the switches say.
  const auto serve = [&] { const RequestScope scope{*cluster, rules, {.method = Method::get, .path = "/b"}}; };
  CHECK_THROWS_AS(serve(), UnknownEngine);
  CHECK_THROWS_AS(serve(), UnknownEngine);
  cluster->set_enabled(false);
  CHECK_THROWS_AS(serve(), UnknownEngine);
  const RequestRules right{signed_with('a', {.path_rules = {{"/a", NamedTarget::engine("replica1")}}})};
  CHECK_NOTHROW(right.require_known_engines(*cluster));
}

TEST_CASE("rules serve many threads", "[request]") {
  FakeCluster cluster{1};
  const RequestRules rules{signed_with('a')};
  const std::string pin = header_of(pin_of_a_write(*cluster, rules));
  constexpr int requests = 50;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < requests; ++n) {
        RequestScope scope{*cluster, rules, rules.hints_from({.method = "GET", .cookie_header = pin})};
        static_cast<void>(scope.session());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(rules.statistics() == PinStatistics{.issued = 1, .honored = 4 * requests});
}

}  // namespace rwsplit
