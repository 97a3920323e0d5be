// The guestbook in a real browser. With servers in the environment their replicas are late, by 2 s or so.
//
// RWSPLIT_TEST_SHOTS=FOLDER keeps pictures of the pages there.

#include <algorithm>
#include <cstdlib>
#include <string>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "browser/browser.hpp"
#include "browser/guestbook.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

using rwsplit::testing::Browser;
using rwsplit::testing::eventually;
using rwsplit::testing::Guestbook;

namespace {

bool replicas_are_late() { return !rwsplit::testing::guestbook_urls().empty(); }

/// One for all tests: most of their time would be its start.
Browser& the_browser() {
  static Browser browser;
  return browser;
}

/// A visitor with a browser, who has not been here before.
struct Visitor {
  Guestbook guestbook;
  Browser& browser{the_browser()};

  Visitor() {
    browser.open(guestbook.url("/"));
    browser.forget_cookies();
    browser.open(guestbook.url("/"));
  }

  void sign(const std::string& author, const std::string& message) {
    browser.type("[name=author]", author);
    browser.type("[name=message]", message);
    follow("form[action='/entries'] button");
  }

  /// Clicks, and waits until another page is there.
  void follow(const std::string& selector) {
    static_cast<void>(browser.run("window.page_before = true;"));
    browser.click(selector);
    const bool arrived = eventually(
        [&] { return browser.run("return !window.page_before && document.readyState === 'complete';") == true; });
    if (!arrived) throw std::runtime_error{"no new page after a click on " + selector};
  }

  /// The messages in the list, the newest first.
  [[nodiscard]] nlohmann::json messages() {
    return browser.run("return [...document.querySelectorAll('.entries .message')].map((m) => m.textContent);");
  }
  [[nodiscard]] bool shows(const std::string& message) {
    const nlohmann::json all = messages();
    return std::find(all.begin(), all.end(), message) != all.end();
  }
  /// `engine: reason` of each statement behind this page.
  [[nodiscard]] nlohmann::json answers() {
    return browser.run(
        "return [...document.querySelectorAll('#answers tbody tr')]"
        ".map((row) => `${row.dataset.engine}: ${row.dataset.reason}`);");
  }
  [[nodiscard]] bool is_there(const std::string& selector) {
    return browser.run("return document.querySelector(\"" + selector + "\") !== null;") == true;
  }

  void keep_picture(const std::string& name) {
    const char* const folder = std::getenv("RWSPLIT_TEST_SHOTS");
    if (folder != nullptr) browser.take_screenshot(std::string{folder} + "/" + name + ".png");
  }
};

bool came_from_a_replica(const nlohmann::json& answers) {
  return !answers.empty() && std::all_of(answers.begin(), answers.end(), [](const nlohmann::json& answer) {
    return answer == "replica1: by statement" || answer == "replica2: by statement";
  });
}

bool came_from_the_master(const nlohmann::json& answers, const std::string& reason) {
  return answers == nlohmann::json(answers.size(), "master: " + reason) && !answers.empty();
}

/// On SQLite nobody knows positions; on servers a replica answers as soon as it has the entry.
bool came_from_where_the_entry_is(const nlohmann::json& answers) {
  if (!replicas_are_late()) return came_from_the_master(answers, "request pin");
  return !answers.empty() && std::all_of(answers.begin(), answers.end(), [](const nlohmann::json& answer) {
    return answer == "master: no fresh replica" || came_from_a_replica(nlohmann::json::array({answer}));
  });
}

}  // namespace

TEST_CASE("after post and redirect, the list always has the new entry", "[browser][D-9][FR-27][M-7]") {
  Visitor visitor;
  CHECK(came_from_a_replica(visitor.answers()));
  for (int i = 1; i <= 10; ++i) {
    const std::string message = "Entry number " + std::to_string(i) + " <script>alert(1)</script>";
    visitor.sign("Ada", message);
    CAPTURE(i);
    CHECK(visitor.messages().at(0) == message);
    CHECK(came_from_where_the_entry_is(visitor.answers()));
    CHECK_FALSE(visitor.is_there("#stale"));
  }
  visitor.keep_picture("list");
}

TEST_CASE("an entry is changed on the master, and the list has the change", "[browser]") {
  Visitor visitor;
  visitor.sign("Grace", "To be changed");
  visitor.follow(".entries li a");
  CHECK(visitor.browser.text("[name=message]") == "To be changed");
  visitor.keep_picture("edit");
  visitor.browser.type("[name=message]", "Changed");
  visitor.follow("form button");
  CHECK(visitor.messages().at(0) == "Changed");
  visitor.follow(".entries li a");
  visitor.follow("button.danger");
  CHECK_FALSE(visitor.shows("Changed"));
}

TEST_CASE("the admin page is answered by the master, without a pin", "[browser]") {
  Visitor visitor;
  visitor.browser.open(visitor.guestbook.url("/admin"));
  CHECK(came_from_the_master(visitor.answers(), "guard"));
  visitor.keep_picture("admin");
}

TEST_CASE("with the pin off, the list lacks the new entry until the replicas have it", "[browser]") {
  Visitor visitor;
  visitor.follow(".switch");
  CHECK(visitor.browser.text(".pin").find("The pin is off.") == 0);
  // The browser may be slow, and MariaDB counts whole seconds: then the entry can be there all the same.
  bool missing = false;
  for (int i = 0; i < 5 && !missing; ++i) {
    visitor.sign("Edsger", "Where is it?");
    CHECK(came_from_a_replica(visitor.answers()));
    missing = visitor.is_there("#stale");
    if (!replicas_are_late()) break;
  }
  CHECK(missing == replicas_are_late());
  visitor.keep_picture("pin-off");
  CHECK(eventually([&] {
    visitor.browser.open(visitor.browser.url());
    return visitor.shows("Where is it?") && !visitor.is_there("#stale");
  }));
  CHECK(came_from_a_replica(visitor.answers()));

  visitor.follow(".switch");
  visitor.sign("Edsger", "Here it is.");
  CHECK(visitor.shows("Here it is."));
}

TEST_CASE("the live view plots what happens", "[browser]") {
  Visitor visitor;
  visitor.browser.open(visitor.guestbook.url("/cluster"));
  visitor.browser.click("#traffic");
  const auto cell = [&](int row, int column) {
    const std::string name = ".rows[" + std::to_string(row) + "].cells[" + std::to_string(column) + "].textContent;";
    return visitor.browser.run("return document.querySelector('#engines tbody')" + name).get<std::string>();
  };
  // The lines have a color, the grid and the letters are gray.
  const auto colored_pixels = [&] {
    return visitor.browser
        .run(R"(
            const canvas = document.querySelector('#rates');
            const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let count = 0;
            for (let i = 0; i < bytes.length; i += 4) {
              const [red, green, blue, alpha] = bytes.slice(i, i + 4);
              if (alpha > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) ++count;
            }
            return count;)")
        .get<int>();
  };
  const auto picture = [&] { return visitor.browser.run("return document.querySelector('#rates').toDataURL();"); };

  CHECK(eventually([&] { return colored_pixels() > 500; }));
  const nlohmann::json before = picture();
  CHECK(eventually([&] { return picture() != before; }));

  CHECK(cell(0, 1) == "master");
  CHECK(cell(2, 0) == "replica2");
  CHECK(cell(2, 2) == "yes");
  CHECK(eventually([&] { return std::stod(cell(1, 4)) > 3; }));  // statements per second
  const auto is_behind = [&] { return std::stod(cell(1, 3)) >= 1.0; };
  CHECK((replicas_are_late() ? eventually(is_behind) : !is_behind()));
  CHECK(visitor.browser.run("return document.querySelector('#trouble').hidden;") == true);
  visitor.keep_picture("live");
}
