#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>

#include "config/known_keys.hpp"
#include "support/catch_shim.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit {
namespace {

/// `key=value @origin`, a line each; elements of an array in brackets.
[[nodiscard]] std::string listed(const Settings& settings) {
  std::string text;
  for (const Setting& setting : settings.all()) {
    text += setting.key + "=" + setting.value.reveal();
    if (setting.elements) {
      for (const Secret& element : *setting.elements) text += "[" + element.reveal() + "]";
    }
    if (setting.form == Setting::Form::table) text += "{}";
    text += " @" + setting.origin + "\n";
  }
  return text;
}

[[nodiscard]] std::string many(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

[[nodiscard]] std::string error_of(const std::function<void(Settings&)>& add) {
  Settings settings;
  settings.set("kept", "1");
  try {
    add(settings);
  } catch (const ConfigError& error) {
    CHECK(error.outcome() == Outcome::misuse);
    CHECK(listed(settings) == "kept=1 @Settings::set\n");  // all or nothing
    return error.what();
  }
  return "no error";
}

void write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream{file, std::ios::binary}.write(text.data(), static_cast<std::streamsize>(text.size()));
}

using namespace std::string_literals;

}  // namespace

TEST_CASE("settings: TOML in all its shapes, in the order of its lines", "[config]") {
  const char* const text = R"(
pool.max_size = 20
enabled = true
read_functions = ["f", "db.g", 3]  # a comment
dialects = []
[replicas.zoe]
url = "sqlite:/z.db"
[replicas.adam]
[master]
url = 'sqlite:/m.db'
pool = { min_idle = 2, keep_alive = "5s" }
)";
  CHECK(listed(Settings{}.add_toml(text, "app.toml")) ==
        "pool.max_size=20 @app.toml:2\n"
        "enabled=true @app.toml:3\n"
        "read_functions=[f][db.g][3] @app.toml:4\n"
        "dialects= @app.toml:5\n"
        "replicas.zoe.url=sqlite:/z.db @app.toml:7\n"
        "replicas.adam={} @app.toml:8\n"
        "master.url=sqlite:/m.db @app.toml:10\n"
        "master.pool.keep_alive=5s @app.toml:11\n"
        "master.pool.min_idle=2 @app.toml:11\n");
  CHECK(listed(Settings{}.add_toml("\xEF\xBB\xBF"
                                   "a = 1",
                                   "t")) == "a=1 @t:1\n");
  CHECK(listed(Settings{}.add_toml("", "t")).empty());
  CHECK(listed(Settings{}.add_toml("a = 'ä' # ü\nb = \"ö\\\"ä\" # '\nc = \"\"\"ä\n\"ä\"\"\"\"\nd = '''ß\n'''", "t")) ==
        "a=ä @t:1\nb=ö\"ä @t:2\nc=ä\n\"ä\" @t:3\nd=ß\n @t:5\n");
  CHECK(listed(Settings{}.add_toml("a = \"\"\"\\\\ä\"\"\"\nb = '''\\ä'''\n", "t")) == "a=\\ä @t:1\nb=\\ä @t:2\n");
}

TEST_CASE("settings: TOML that is none, and values that no option takes", "[config][W24]") {
  struct Row {
    std::string text;
    std::string message;
  };
  const std::string hint = "this is not valid TOML: `key = value` or `[table]`, with text in quotes";
  const std::string again = "this key or table was given before; a file says everything once";
  const std::string type = "no option takes such a value; text in quotes, whole numbers, true, false and arrays";
  const std::string parts = "a key with so many parts that no option has it";
  const std::string levels = "brackets within brackets, more of them than any option takes";
  const std::vector<Row> rows{
      {"a = 1\nurl = mysql://app:S3cr3t@db/shop\n", "app.toml:2: " + hint},
      {"a = 1\n\nS3cr3t\n", "app.toml:"},
      {"a = 'S3cr3t", "app.toml:1: " + hint},
      {"[a\n", "app.toml:1: " + hint},
      {"a = 1\nb = 2\na = 'S3cr3t'\n", "app.toml:3: " + again},
      {"[a]\nb = 1\n[a]\nc = 1\n", "app.toml:3: " + again},
      {"a = 1\n[? [t\nb = 2\n", "app.toml:2: " + hint},
      {"a = 1\n[?[t\nb = 2\n", "app.toml:2: a bracket in the middle of a word"},
      {"a = 1\nb = \u201CS3cr3t\u201D\n",
       "app.toml:2: a character outside of quotes that is not ASCII; text stands in plain"},
      {"\u021F = 1\n", "app.toml:1: a character outside of quotes"},
      {"a = 'x' \u021F\n", "app.toml:1: a character outside of quotes"},
      {"a = \"\"\"\n\"\\\"\"\"\"\"\" \u021F\n", "app.toml:2: a character outside of quotes"},
      {"a = \"\"\"x\\\n \u021F\"\"\"\n", "app.toml:2: a character that is not ASCII behind a backslash"},
      {"a = \"\"\"\\\u021F\"\"\"\n", "app.toml:1: a character that is not ASCII behind a backslash"},
      {"[[[a]]]", "app.toml:1: " + hint},
      // Quotes in the middle of a word begin nothing, and what is not ASCII behind them is not in quotes.
      {"a = 1\nb = 1978-05-26\"x\u00FBS3cr3t\"\n", "app.toml:2: a quote in the middle of a word"},
      {"b = 1'\u00FB'\n", "app.toml:1: a quote in the middle of a word"},
      {"b = 'x''\u00FB'\n", "app.toml:1: a quote in the middle of a word"},
      {"b = 1.\"\u03EF\"\n", "app.toml:1: a quote in the middle of a word"},
      {"b = [\n1.\"\u03EF\"]\n", "app.toml:2: a quote in the middle of a word"},
      {"b = 1{\"\"\"\u03EF\"\"\"\n", "app.toml:1: a bracket in the middle of a word"},
      {"b = 1.[\"\u03EF\"]\n", "app.toml:1: a bracket in the middle of a word"},
      {"a = 1.5", "app.toml:1: a: " + type},
      {"\na = 2026-11-21", "app.toml:2: a: " + type},
      {"a = [[1]]", "app.toml:1: a: " + type},
      {"[[replicas]]\nname = 'r1'\n",
       "app.toml:1: replicas: an array of tables is not understood; write "
       "`[replicas.NAME]`"},
      {"'mysql://app:S3cr3t@db' = 1", "app.toml:1: a key that no option has"},
      {"'a.b' = 1", "app.toml:1: a key that no option has"},
      {"'' = 1", "app.toml:1: a key that no option has"},
      {"a = 1\nb = 'x\0y'\n"s, "app.toml:2: a NUL byte; a configuration is plain text"},
      {"b = \"x\\u0000y\"\n"s, "app.toml:1: b: a NUL character"},
      {"a = '" + std::string(5000, 'x') + "'", "app.toml:1: this line has more than 4096 bytes"},
      // Deep enough, they would overflow the stack of whoever reads them.
      {"b = 1\n" + many("a.", 2000) + "a = 1\n", "app.toml:2: " + parts},
      {"[" + many("a . ", 100) + "a]\n", "app.toml:1: " + parts},
      {"k = [\n" + many("{a = [\n", 100) + "1" + many("]}", 100) + "]\n", "app.toml:5: " + levels},
      {"k = [\n" + many("{" + many("a.", 2000) + "a = [\n", 110) + "1" + many("]}", 110) + "]\n",
       "app.toml:2: " + parts}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string message = error_of([&](Settings& s) { s.add_toml(row.text, "app.toml"); });
    CHECK(message.find(row.message) != std::string::npos);
    CHECK(message.find("S3cr3t") == std::string::npos);
    CAPTURE(message);
    CHECK(message != "no error");
  }
}

TEST_CASE("settings: properties with comments, continuations and a prefix", "[config][TG-23]") {
  const std::string text =
      "# a comment \\\n"
      "  ! another\r\n"
      "\n"
      "  sqlalchemy.master.url = mysql://app@db/shop?a=b#c  \r\n"
      "sqlalchemy.read_functions=f, \\\n"
      "   g, \\\n"
      "   h\n"
      "sqlalchemy.path = C:\\\\\n"
      "templating.engine = genshi\n"
      "sqlalchemy = 1\n"
      "sqlalchemys.url = 2\n"
      "sqlalchemy.empty =\n"
      "sqlalchemy.last = end\\";
  const std::string expected =
      "master.url=mysql://app@db/shop?a=b#c @app.ini:4\n"
      "read_functions=f, g, h @app.ini:5\n"
      "path=C:\\\\ @app.ini:8\n"
      "empty= @app.ini:12\n"
      "last=end @app.ini:13\n";
  CHECK(listed(Settings{}.add_properties_text(text, "app.ini", "sqlalchemy")) == expected);
  CHECK(listed(Settings{}.add_properties_text(text, "app.ini", "sqlalchemy.")) == expected);
  CHECK(listed(Settings{}.add_properties_text("\xEF\xBB\xBF"
                                              "a=1",
                                              "p")) == "a=1 @p:1\n");

  const std::string ini =
      "; of a framework\n"
      "[DEFAULT]\n"
      "debug = true\n"
      " [app:main] \n"
      "sqlalchemy.master.url = m\n";
  CHECK(listed(Settings{}.add_properties_text(ini, "app.ini", "sqlalchemy")) == "master.url=m @app.ini:5\n");

  const std::map<std::string, std::string> properties{{"app.db.master.url", "m"}, {"app.name", "shop"}};
  CHECK(listed(Settings{}.add_properties(properties, "app.db")) == "master.url=m @property app.db.master.url\n");
}

TEST_CASE("settings: properties that are wrong", "[config][W24]") {
  struct Row {
    std::string text;
    std::string prefix;
    std::string message;
  };
  const std::string no_key = "what stands before the `=` is no key: keys have letters, digits, `_`, `-` and `.`";
  const std::vector<Row> rows{
      {"a = 1\nS3cr3t\n", "", "p:2: no `=`: a line is `key = value`, or a comment"},
      {"mysql://app:S3cr3t@db/shop?a=1", "", "p:1: " + no_key},
      {" = S3cr3t", "", "p:1: " + no_key},
      {"[S3cr3t", "", "p:1: no `=`: a line is `key = value`, or a comment"},
      {"[a]\nb = 1\n[c]\nb = S3cr3t\n", "", "p:4: b: was given before, at p:2"},
      {"a..b = S3cr3t", "", "p:1: " + no_key},
      {"x.a. = S3cr3t", "x", "p:1: " + no_key},
      {"a = 1\n\na = S3cr3t", "", "p:3: a: was given before, at p:1; a file says everything once"},
      {"a = S3cr3t\0\n"s, "", "p:1: a NUL byte"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string message = error_of([&](Settings& s) { s.add_properties_text(row.text, "p", row.prefix); });
    CAPTURE(message);
    CHECK(message.find(row.message) != std::string::npos);
    CHECK(message.find("S3cr3t") == std::string::npos);
  }
  using Map = std::map<std::string, std::string>;
  CHECK(error_of([](Settings& s) {
          s.add_properties(Map{{"a b", "1"}});
        }).find("properties: a name that is no key") != std::string::npos);
  CHECK(error_of([](Settings& s) {
          s.add_properties(Map{{"a", "\0"s}});
        }).find("property a: its value has a NUL") != std::string::npos);
}

TEST_CASE("settings: variables of the environment", "[config]") {
  const std::map<std::string, std::string> variables{
      {"PATH", "/bin"}, {"RWSPLIT_POOL_MAX_SIZE", "20"}, {"RWSPLIT_EMPTY", ""}};
  const Settings settings = Settings{}.add_variables(variables);
  CHECK(listed(settings) == "POOL_MAX_SIZE=20 @environment variable RWSPLIT_POOL_MAX_SIZE\n");
  CHECK(settings.all()[0].form == Setting::Form::underscores);
  CHECK(settings.sources() == "environment variables RWSPLIT_*");

  REQUIRE(::setenv("RWSPLIT_CONFIG_TEST_ENABLED", "off", 1) == 0);
  CHECK(listed(Settings{}.add_environment("RWSPLIT_CONFIG_TEST_")) ==
        "ENABLED=off @environment variable RWSPLIT_CONFIG_TEST_ENABLED\n");
  ::unsetenv("RWSPLIT_CONFIG_TEST_ENABLED");
  CHECK(listed(Settings{}.add_environment("RWSPLIT_CONFIG_TEST_")).empty());

  using Map = std::map<std::string, std::string>;
  CHECK(error_of([](Settings& s) {
          s.add_variables(Map{{"RWSPLIT_", "1"}});
        }).find("its name is no key") != std::string::npos);
  CHECK(error_of([](Settings& s) {
          s.add_variables(Map{{"RWSPLIT_A", "\0"s}});
        }).find("has a NUL byte") != std::string::npos);
}

TEST_CASE("settings: URLs and single settings", "[config]") {
  const std::vector<std::string> urls{"sqlite:a", "sqlite:b", "sqlite:c"};
  CHECK(listed(Settings{}.add_urls(urls)) ==
        "master.url=sqlite:a @URL 1\nreplicas.replica1.url=sqlite:b @URL 2\nreplicas.replica2.url=sqlite:c @URL 3\n");
  CHECK(error_of([](Settings& s) { s.add_urls({}); }).find("list of URLs: it is empty; the first URL is the master") !=
        std::string::npos);
  CHECK(error_of([](Settings& s) { s.set("S3cr3t value", "1"); }).find("Settings::set: what was given is no key") !=
        std::string::npos);
}

TEST_CASE("settings: the sources are named once each, in order", "[config]") {
  Settings settings;
  CHECK(settings.sources() == "no source");
  settings.set("a", "1").set("b", "2").add_toml("c = 1", "app.toml").add_properties({}, "x");
  CHECK(settings.sources() == "Settings::set, app.toml, properties x*");
}

TEST_CASE("settings: files, and those that cannot be read", "[config][W24]") {
  const testing::TemporaryDirectory folder;
  const std::filesystem::path toml = std::filesystem::path{folder.path()} / "app.toml";
  const std::filesystem::path properties = std::filesystem::path{folder.path()} / "app.properties";
  write(toml, "a = 1\n");
  write(properties, "x.b = 2\n");
  CHECK(listed(Settings{}.add_toml_file(toml).add_properties_file(properties, "x")) ==
        "a=1 @" + toml.string() + ":1\nb=2 @" + properties.string() + ":1\n");

  const auto missing = [&](Settings& s) { s.add_toml_file(toml.string() + ".none"); };
  CHECK(error_of(missing).find("app.toml.none: this file cannot be read: No such file") != std::string::npos);
  const auto directory = [&](Settings& s) { s.add_properties_file(folder.path()); };
  CHECK(error_of(directory).find(": this file cannot be read: Is a directory") != std::string::npos);
  write(toml, std::string(1'048'577, '\n'));
  CHECK(error_of([&](Settings& s) { s.add_toml_file(toml); }).find("this file is larger than 1 MiB") !=
        std::string::npos);
}

TEST_CASE("settings: values cannot be printed by accident", "[config]") {
  const Settings settings = Settings{}.set("master.url", "mysql://app:S3cr3t@db/shop");
  CHECK(format_as(settings.all()[0].value) == "***");
}

TEST_CASE("settings: how far one text is from another", "[config]") {
  using detail::edit_distance;
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("max_sise", "max_size") == 1);
}

}  // namespace rwsplit
