#include <rapidcheck.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/driver/url.hpp>
#include <rwsplit/error/config_error.hpp>

#include "driver/url_options.hpp"
#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace std::chrono_literals;

namespace {

// The message of the error, or nothing when the call went well.
std::optional<std::string> refused(const std::function<void()>& call) {
  try {
    call();
  } catch (const ConfigError& error) {
    CHECK(error.code() == Cond::bad_configuration);
    CHECK(error.outcome() == Outcome::misuse);
    return error.what();
  }
  return std::nullopt;
}

std::optional<std::string> parse_error(std::string_view text) {
  return refused([&] { static_cast<void>(Url::parse(text)); });
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Everything but letters and digits escaped, so that nothing here is shared with the code under test.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += plain ? std::string{c} : fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return result;
}

std::string any_text() {
  return *rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(1, 256), [](int c) { return static_cast<char>(c); }));
}

Url url_with(std::string_view options) { return Url::parse(fmt::format("mysql://u@h/?{}", options)); }

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

}  // namespace

TEST_CASE("url: all parts of a server URL") {
  const auto url = Url::parse("mysql://app:pw@db-master:3307/shop?connect_timeout=2s&tls=disabled");
  CHECK(url.scheme == "mysql");
  CHECK(url.user == "app");
  CHECK(url.password.reveal() == "pw");
  CHECK(url.host == "db-master");
  CHECK(url.port == 3307);
  CHECK(url.path == "shop");
  REQUIRE(url.options.size() == 2);
  CHECK(url.option("connect_timeout") == "2s");
  CHECK(url.option("tls") == "disabled");
  CHECK_FALSE(url.option("no_such"));
}

TEST_CASE("url: what may be left out") {
  struct Row {
    const char* text;
    const char* user;
    const char* password;
    const char* host;
    std::optional<std::uint16_t> port;
    const char* path;
  };
  const std::vector<Row> rows{
      {"mysql://h", "", "", "h", {}, ""},
      {"mysql://h/", "", "", "h", {}, ""},
      {"mysql://h?a=b", "", "", "h", {}, ""},
      {"MariaDB://u@h/d", "u", "", "h", {}, "d"},
      {"mysql://u:@h/d", "u", "", "h", {}, "d"},
      {"mysql://u:p:q@h", "u", "p:q", "h", {}, ""},
      {"mysql://u@/d?socket=/s", "u", "", "", {}, "d"},
      {"mysql://u:p@[::1]:3306/d", "u", "p", "::1", 3306, "d"},
      {"mysql://[2001:db8::7]", "", "", "2001:db8::7", {}, ""},
      {"mysql://[fe80::1%25eth0]/d", "", "", "fe80::1%eth0", {}, "d"},
      {"mysql://u%40x:%40%2F%3A%3F%23%25%26+@h/d%2Fe", "u@x", "@/:?#%&+", "h", {}, "d/e"},
      {"sqlite:/var/app.db", "", "", "", {}, "/var/app.db"},
      {"sqlite:relative/app.db?a=b", "", "", "", {}, "relative/app.db"},
      {"sqlite:///var/app.db", "", "", "", {}, "/var/app.db"},
      {"sqlite::memory:", "", "", "", {}, ":memory:"},
      {"sqlite:my%20file%3F@home.db", "", "", "", {}, "my file?@home.db"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto url = Url::parse(row.text);
    CHECK(url.user == row.user);
    CHECK(url.password.reveal() == row.password);
    CHECK(url.host == row.host);
    CHECK(url.port == row.port);
    CHECK(url.path == row.path);
  }
  CHECK(Url::parse("MariaDB://u@h").scheme == "mariadb");
}

TEST_CASE("url: every mistake is named, with its place, and without the password") {
  struct Row {
    const char* text;
    const char* words;
  };
  const std::vector<Row> rows{
      {"", "empty"},
      {"db-master/shop", "no scheme"},
      {"://h/d", "no scheme"},
      {"1mysql://h/d", "no scheme"},
      {"my_sql://h", "no scheme"},
      {"app:canary@h/d", "not followed by `//`"},
      {"mysql:/h/d", "not followed by `//`"},
      {"mysql://u:canary@h/d\n", "control character (a line end?) at position 21"},
      {"mysql://u:can%ary@h", "in the password, the `%` at position 14"},
      {"mysql://u:canary%@h", "in the password, the `%` at position 17"},
      {"mysql://u:canary%4@h", "in the password, the `%` at position 17"},
      {"mysql://u:canary%0g@h", "in the password, the `%` at position 17"},
      {"mysql://u:canary%00@h", "in the password, %00 at position 17"},
      {"mysql://u%zz:canary@h", "in the user, the `%` at position 10"},
      {"mysql://u:canary@h%/d", "in the host, the `%` at position 19"},
      {"mysql://u:canary@h/d%q1", "in the database name, the `%` at position 21"},
      {"mysql://u:canary@h/d?a=%", "in the options, the `%` at position 24"},
      {"mysql://u:can@ary@h", "`@`"},
      {"mysql://u:can/ary@h/d", "`@`"},
      {"mysql://u:can?ary@h/d", "`@`"},
      {"mysql://u:1?canary@h/d", "`@`"},
      {"mysql://u:1/canary@h/d", "`@`"},
      {"mysql://u:can#ary@h/d", "`#` at position 14"},
      {"mysql://u:canary@h:/d", "port at position 20"},
      {"mysql://u:canary@h:0", "port at position 20"},
      {"mysql://u:canary@h:65536", "port at position 20"},
      {"mysql://u:canary@h:+1", "port at position 20"},
      {"mysql://u:canary@h:33x", "port at position 20"},
      {"mysql://u:canary@:3306", "port without a host at position 18"},
      {"mysql://u:canary@::1/d", "brackets"},
      {"mysql://u:canary@[::1/d", "`[` at position 18 has no `]`"},
      {"mysql://u:canary@[host]/d", "no IPv6 address"},
      {"mysql://u:canary@[::g]/d", "no IPv6 address"},
      {"mysql://u:canary@[::1]x", "only `:port`"},
      {"mysql://u:canary@[::1]:x", "port at position 24"},
      {"mysql://u:canary@h/d/e", "second `/` in the database name at position 20"},
      {"mysql://u:canary@h/d?", "option at position 22"},
      {"mysql://u:canary@h/d?=x", "option at position 22"},
      {"mysql://u:canary@h/d?a=1&&b=2", "option at position 26"},
      {"mysql://u:canary@h/d?a=1&", "option at position 26"},
      {"mysql://u:canary@h/d?a-b=1", "option at position 22"},
      {"mysql://u:canary@h/d?tls", "option `tls` has no value"},
      {"mysql://u:canary@h/d?tls=a&tls=b", "option `tls` is given twice"},
      {"sqlite:", "names no file"},
      {"sqlite:?a=b", "names no file"},
      {"sqlite://host/app.db", "no host"},
      {"sqlite://", "no host"},
      {"sqlite:app%.db", "in the path, the `%` at position 11"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto message = parse_error(row.text);
    REQUIRE(message);
    CAPTURE(*message);
    CHECK(contains(*message, row.words));
    CHECK(contains(*message, "malformed URL"));
    CHECK_FALSE(contains(*message, "can"));  // "cannot" and the like have no place in these messages
    CHECK_FALSE(contains(*message, "ary@"));
  }
}

TEST_CASE("url: what is escaped comes back, whatever it is") {
  const bool good = rc::check("escape, then parse", [] {
    const auto user = any_text();
    const auto password = any_text();
    const auto database = any_text();
    const auto value = any_text();
    const auto port = *rc::gen::inRange<int>(1, 65536);
    const auto url = Url::parse(fmt::format("mysql://{}:{}@db-1.example:{}/{}?first={}&second=2", escaped(user),
                                            escaped(password), port, escaped(database), escaped(value)));
    RC_ASSERT(url.user == user);
    RC_ASSERT(url.password.reveal() == password);
    RC_ASSERT(url.port == static_cast<std::uint16_t>(port));
    RC_ASSERT(url.path == database);
    RC_ASSERT(url.option("first") == value);
    const auto shown = url.redacted();
    auto again = Url::parse(shown);
    RC_ASSERT(again.password.reveal() == (password.empty() ? "" : "***"));
    RC_ASSERT(again.user == user);
    RC_ASSERT(again.host == url.host);
    RC_ASSERT(again.port == url.port);
    RC_ASSERT(again.path == url.path);
    RC_ASSERT(again.options == url.options);
  });
  CHECK(good);
}

TEST_CASE("url: an unescaped password that breaks the syntax is never in the message") {
  const bool good = rc::check("password with separators in it", [] {
    const auto letter = rc::gen::elementOf(std::string{"/?#@:%&=[]"});
    std::string password = "Canary";
    for (const char c : *rc::gen::container<std::string>(letter)) password += std::string{c} + "Secret";
    const auto message = parse_error(fmt::format("mysql://user:{}@host:3306/shop?tls=disabled", password));
    if (message) {
      RC_ASSERT_FALSE(contains(*message, "Canary"));
      RC_ASSERT_FALSE(contains(*message, "Secret"));
    }
  });
  CHECK(good);
}

TEST_CASE("url: any text either parses or is a ConfigError") {
  const bool good = rc::check("no other way out", [] {
    const auto alphabet = rc::gen::elementOf(std::string{"mysqlite:/@?#[]%&=.0129afz \n"});
    const auto text = *rc::gen::container<std::string>(alphabet);
    static_cast<void>(parse_error(text));
    static_cast<void>(parse_error("mysql://" + text));
    static_cast<void>(parse_error("sqlite:" + text));
  });
  CHECK(good);
}

TEST_CASE("url: redacted shows everything but the password") {
  CHECK(Url::parse("mysql://app:canary@[::1]:3307/shop?tls_ca=/a b&x=1").redacted() ==
        "mysql://app:***@[::1]:3307/shop?tls_ca=/a%20b&x=1");
  CHECK(Url::parse("mysql://h").redacted() == "mysql://h");
  CHECK(Url::parse("sqlite:/var/a%3Fb.db?x=1").redacted() == "sqlite:/var/a%3Fb.db?x=1");
  CHECK(Url::parse("sqlite::memory:").redacted() == "sqlite::memory:");
}

TEST_CASE("secret: neither streams nor converts, and shows itself as stars") {
  static_assert(!Streamable<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
  CHECK(format_as(Secret{"canary"}) == "***");
}

TEST_CASE("secret: copies, moves and compares like a value") {
  const Secret short_one{"pw"};
  const Secret long_one{std::string(100, 'x')};
  for (const auto& original : {short_one, long_one}) {
    Secret copy{original};
    CHECK(copy == original);
    Secret moved{std::move(copy)};
    CHECK(moved == original);
    CHECK(copy.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the promise
    Secret assigned{"other"};
    assigned = original;
    CHECK(assigned == original);
    Secret target{"other"};
    target = std::move(moved);
    CHECK(target == original);
    CHECK(moved.empty());  // NOLINT(bugprone-use-after-move)
  }
  CHECK_FALSE(short_one == long_one);
  CHECK(Secret{}.empty());
}

TEST_CASE("secret: leaves no copy behind where a short one has been") {
  // A short string lives inside the object, so the object's own bytes show what is left.
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> memory{};
  const auto left = [&] {
    std::string_view bytes{reinterpret_cast<const char*>(memory.data()), memory.size()};
    return contains(bytes, "canary");
  };
  auto* const secret = new (memory.data()) Secret{"canary"};
  CHECK(left());
  const Secret taken{std::move(*secret)};
  CHECK_FALSE(left());
  *secret = Secret{"canary"};
  CHECK(left());
  secret->~Secret();
  CHECK_FALSE(left());
}

TEST_CASE("url options: durations") {
  using detail::duration_option;
  CHECK(duration_option(url_with("t=500ms"), "t") == 500ms);
  CHECK(duration_option(url_with("t=2s"), "t") == 2s);
  CHECK(duration_option(url_with("t=3m"), "t") == 3min);
  CHECK(duration_option(url_with("t=250"), "t") == 250ms);
  CHECK(duration_option(url_with("t=0"), "t") == 0ms);
  CHECK(duration_option(url_with("t=86400s"), "t") == 24h);
  CHECK_FALSE(duration_option(url_with("x=1"), "t"));
  for (const char* bad :
       {"", "s", "-1s", "1h", "2 s", "1.5s", "1sec", "86401s", "18446744073709551615s", "99999999999999999999"}) {
    CAPTURE(bad);
    const auto url = url_with(fmt::format("t={}", bad));
    const auto message = refused([&] { static_cast<void>(duration_option(url, "t")); });
    REQUIRE(message);
    CHECK(contains(*message, "URL option `t`"));
    CHECK(contains(*message, "`500ms`"));
  }
}

TEST_CASE("url options: numbers, booleans, words, text") {
  using namespace detail;
  CHECK(number_option(url_with("n=1"), "n", 1, 9) == 1U);
  CHECK(number_option(url_with("n=9"), "n", 1, 9) == 9U);
  CHECK_FALSE(number_option(url_with("x=1"), "n", 1, 9));
  for (const char* bad : {"0", "10", "", "x", "1x", "-1", "99999999999999999999"}) {
    CAPTURE(bad);
    const auto url = url_with(fmt::format("n={}", bad));
    const auto message = refused([&] { static_cast<void>(number_option(url, "n", 1, 9)); });
    REQUIRE(message);
    CHECK(contains(*message, "URL option `n`"));
    CHECK(contains(*message, "from 1 to 9"));
  }
  for (const char* yes : {"true", "on", "1"}) CHECK(bool_option(url_with(fmt::format("b={}", yes)), "b") == true);
  for (const char* no : {"false", "off", "0"}) CHECK(bool_option(url_with(fmt::format("b={}", no)), "b") == false);
  CHECK_FALSE(bool_option(url_with("x=1"), "b"));
  CHECK(contains(refused([] { static_cast<void>(bool_option(url_with("b=yes"), "b")); }).value_or(""),
                 "`true`, `on`, `1`"));

  enum class Color : std::uint8_t { red, green };
  constexpr std::array<std::pair<std::string_view, Color>, 2> colors{{{"red", Color::red}, {"green", Color::green}}};
  CHECK(enum_option(url_with("c=green"), "c", colors) == Color::green);
  CHECK_FALSE(enum_option(url_with("x=1"), "c", colors));
  const auto blue = refused([&] { static_cast<void>(enum_option(url_with("c=blue"), "c", colors)); });
  CHECK(contains(blue.value_or(""), "URL option `c`: `blue` is not one of `red`, `green`"));

  const auto path = url_with("p=%2Fa");
  CHECK(text_option(path, "p") == "/a");
  CHECK(contains(refused([] { static_cast<void>(text_option(url_with("p="), "p")); }).value_or(""), "`p` is empty"));
}

TEST_CASE("url options: an unknown one is named, with those that exist, and without its value") {
  constexpr std::array<std::string_view, 2> known{"tls", "socket"};
  detail::require_known_options(url_with("tls=x&socket=y"), known);
  const auto message = refused([&] { detail::require_known_options(url_with("tls=x&passwort=canary"), known); });
  REQUIRE(message);
  CHECK(contains(*message, "`passwort` is unknown for `mysql:`; known options: `tls`, `socket`"));
  CHECK_FALSE(contains(*message, "canary"));
}
