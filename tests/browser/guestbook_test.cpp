// The guestbook over plain HTTP, on SQLite: what it sends and refuses.

#include <string>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "browser/guestbook.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

using rwsplit::testing::eventually;
using rwsplit::testing::Guestbook;

namespace {

httplib::Params entry(const std::string& author, const std::string& message) {
  return {{"author", author}, {"message", message}};
}

httplib::Client client_of(const Guestbook& guestbook) {
  httplib::Client http{"127.0.0.1", guestbook.port()};
  http.set_read_timeout(60);
  return http;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// As a browser sends it back: without the attributes.
std::string cookie_of(const httplib::Response& response) {
  const std::string cookie = response.get_header_value("Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

}  // namespace

TEST_CASE("a write is answered with a redirect and a pin, and the next page shows it from the master",
          "[example][D-9][FR-27][M-7]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  const auto written = http.Post("/entries", entry("Ada", "<b>Hello & welcome</b>"));
  REQUIRE(written);
  CHECK(written->status == 303);
  CHECK(written->get_header_value("Location") == "/?written=1");
  CHECK(cookie_of(*written).starts_with("rwsplit_pin="));

  const auto pinned = http.Get("/?written=1", {{"Cookie", cookie_of(*written)}});
  REQUIRE(pinned);
  CHECK(pinned->status == 200);
  CHECK(contains(pinned->body, "&lt;b&gt;Hello &amp; welcome&lt;/b&gt;"));
  CHECK_FALSE(contains(pinned->body, "<b>Hello"));
  CHECK(contains(pinned->body, "data-engine=\"master\" data-reason=\"request pin\""));
  CHECK_FALSE(contains(pinned->body, "data-engine=\"replica"));
  CHECK_FALSE(pinned->has_header("Set-Cookie"));  // it wrote nothing

  const auto stranger = http.Get("/");
  REQUIRE(stranger);
  CHECK(contains(stranger->body, "data-reason=\"by statement\""));
  CHECK_FALSE(contains(stranger->body, "data-engine=\"master\""));
}

TEST_CASE("an entry that is gone is not called late", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  const auto written = http.Post("/entries", entry("Ada", "Hello"));
  REQUIRE(written);
  REQUIRE(http.Post("/entries/1/delete"));
  const auto page = http.Get("/?written=1", {{"Cookie", cookie_of(*written)}});
  REQUIRE(page);
  CHECK(contains(page->body, "data-reason=\"request pin\""));
  CHECK_FALSE(contains(page->body, "id=\"stale\""));
}

TEST_CASE("a visitor who switched the pin off gets none, and one that comes in is not honored", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  const auto pinned = http.Post("/entries", entry("Ada", "Hello"));
  REQUIRE(pinned);
  const auto switched = http.Post("/pin", httplib::Params{{"pin", "off"}});
  REQUIRE(switched);
  CHECK(switched->status == 303);
  CHECK(cookie_of(*switched) == "guestbook_pin=off");

  const auto page = http.Get("/", {{"Cookie", cookie_of(*switched) + "; " + cookie_of(*pinned)}});
  REQUIRE(page);
  CHECK(contains(page->body, "The pin is off."));
  CHECK(contains(page->body, "data-reason=\"by statement\""));
  const auto written = http.Post("/entries", {{"Cookie", cookie_of(*switched)}}, entry("Ada", "Hello"));
  REQUIRE(written);
  CHECK(written->status == 303);
  CHECK_FALSE(written->has_header("Set-Cookie"));
}

TEST_CASE("what cannot be taken is refused with a reason", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  const auto refused = [&](const httplib::Params& form, const std::string& reason) {
    const auto answer = http.Post("/entries", form);
    return answer && answer->status == 422 && contains(answer->body, reason);
  };
  CHECK(refused(entry("Ada", "  "), "Please write a message."));
  CHECK(refused(entry("", "Hello"), "Please write a name."));
  CHECK(refused({}, "Please write a name."));
  CHECK(refused(entry(std::string(41, 'a'), "Hello"), "too long: at most 40"));
  CHECK(refused(entry("Ada", std::string(1001, 'a')), "too long: at most 1000"));
  const auto status = [&](const char* path) { return http.Get(path)->status; };
  CHECK(status("/entries/7/edit") == 404);
  CHECK(status("/entries/99999999999999999999/edit") == 404);
  CHECK(status("/nothing") == 404);
}

TEST_CASE("an entry can be changed and deleted, all of them at once as well", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  REQUIRE(http.Post("/entries", entry("Ada", "First")));
  REQUIRE(http.Post("/entries", entry("Grace", "Second")));
  const std::string form = http.Get("/entries/1/edit")->body;
  CHECK(contains(form, ">First</textarea>"));
  CHECK(contains(form, "data-engine=\"master\" data-reason=\"handler\""));
  CHECK(http.Post("/entries/1", httplib::Params{{"message", "Changed"}})->status == 303);
  CHECK(http.Post("/entries/3", httplib::Params{{"message", "Changed"}})->status == 404);
  CHECK(http.Post("/entries/2/delete")->status == 303);
  const std::string list = http.Get("/")->body;
  CHECK(contains(list, "Changed"));
  CHECK_FALSE(contains(list, "First"));
  CHECK_FALSE(contains(list, "Second"));
  const std::string admin = http.Get("/admin")->body;
  CHECK(contains(admin, "<td>Ada</td>"));
  CHECK(contains(admin, "data-engine=\"master\" data-reason=\"guard\""));
  CHECK(http.Post("/admin/clear")->status == 303);
  CHECK_FALSE(contains(http.Get("/admin")->body, "<td>Ada</td>"));
}

TEST_CASE("the live view has every engine, and counts the visitors' statements without its own", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  const auto state = [&] { return nlohmann::json::parse(http.Get("/cluster.json")->body); };
  REQUIRE(eventually([&] { return state()["samples"].size() >= 2; }));
  const nlohmann::json idle = state();
  REQUIRE(idle["engines"].size() == 3);
  CHECK(idle["engines"][0]["role"] == "master");
  CHECK(idle["engines"][2]["name"] == "replica2");
  CHECK(idle["engines"][2]["reachable"] == true);
  CHECK(idle["samples"].back()["lag_ms"] == nlohmann::json({nullptr, 0, 0}));
  CHECK(idle["samples"].back()["per_second"] == nlohmann::json({0.0, 0.0, 0.0}));
  CHECK(eventually([&] {
    static_cast<void>(http.Get("/"));
    const nlohmann::json rates = state()["samples"].back()["per_second"];
    return rates[1] > 0.0 && rates[2] > 0.0 && rates[0] == 0.0;
  }));
}

TEST_CASE("a signal ends the guestbook in order", "[example]") {
  Guestbook guestbook;
  httplib::Client http = client_of(guestbook);
  http.set_keep_alive(true);  // an idle connection does not hold it up
  REQUIRE(http.Get("/"));
  CHECK(guestbook.close() == 0);
}
