// What the MySQL driver decides without a server.

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/driver/mysql_driver.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/server_error.hpp>

#include "driver/mysql_belt.hpp"
#include "driver/mysql_calendar.hpp"
#include "driver/mysql_errors.hpp"
#include "driver/mysql_settings.hpp"
#include "driver/statement_cache.hpp"
#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace std::chrono_literals;

namespace {

MysqlSettings settings_for(std::string_view url) { return mysql_settings(ConnectOptions{.url = Url::parse(url)}); }

std::string config_error(const std::function<void()>& call) {
  try {
    call();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <class Exception>
ErrorInfo thrown(const std::function<void()>& call) {
  try {
    call();
  } catch (const Exception& error) {
    return error.info();
  }
  FAIL("the call should have thrown");
  return {};
}

ErrorInfo lost(int number, Progress progress, Flavor flavor = Flavor::mariadb) {
  return thrown<ConnectionError>([&] {
    throw_command_failure({number, "HY000", "text"}, flavor, progress, "the statement", "e");
  });
}

}  // namespace

TEST_CASE("mysql settings: where, and how protected by default") {
  struct Row {
    const char* url;
    TlsMode tls;
    bool fetch_key;
    const char* address;
  };
  const std::vector<Row> rows{
      {"mysql://u@db-master/shop", TlsMode::verify_identity, false, "u@db-master:3306/shop"},
      {"mysql://u:canary@10.0.0.1:3307", TlsMode::verify_identity, false, "u@10.0.0.1:3307"},
      {"mysql://u@[2001:db8::1]/d", TlsMode::verify_identity, false, "u@[2001:db8::1]:3306/d"},
      {"mysql://u@127.example.org/d", TlsMode::verify_identity, false, "u@127.example.org:3306/d"},
      {"mysql://u@localhost.example.org/d", TlsMode::verify_identity, false, "u@localhost.example.org:3306/d"},
      {"mariadb://u@localhost/d", TlsMode::disabled, true, "u@localhost:3306/d"},
      {"mysql://u@127.0.0.1/d", TlsMode::disabled, true, "u@127.0.0.1:3306/d"},
      {"mysql://u@[::1]/d", TlsMode::disabled, true, "u@[::1]:3306/d"},
      {"mysql://u@localhost/d?socket=/run/s.sock", TlsMode::disabled, true, "u@/run/s.sock/d"},
      {"mysql://u@/d?socket=/run/s.sock", TlsMode::disabled, true, "u@/run/s.sock/d"},
      {"mysql://u@127.0.0.1/d?tls_ca=/ca", TlsMode::verify_identity, true, "u@127.0.0.1:3306/d"},
      {"mysql://u@localhost/d?tls=verify_ca&tls_ca=/ca", TlsMode::verify_ca, true, "u@localhost:3306/d"},
      {"mysql://u@db/d?tls=disabled", TlsMode::disabled, false, "u@db:3306/d"},
      {"mysql://u@db/d?tls=disabled&allow_public_key_retrieval=true", TlsMode::disabled, true, "u@db:3306/d"},
      {"mysql://u@localhost/d?allow_public_key_retrieval=false", TlsMode::disabled, false, "u@localhost:3306/d"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto settings = settings_for(row.url);
    CHECK(settings.tls == row.tls);
    CHECK(settings.allow_public_key_retrieval == row.fetch_key);
    CHECK(settings.address() == row.address);
  }
}

TEST_CASE("mysql settings: limits come from the options, the URL overrides, seconds are rounded up") {
  ConnectOptions options{.url = Url::parse("mysql://u@h"),
                         .read_only = true,
                         .connect_timeout = 1200ms,
                         .read_timeout = 1ms,
                         .statement_cache_size = 7};
  const auto plain = mysql_settings(options);
  CHECK(plain.connect_timeout == 2s);
  CHECK(plain.read_timeout == 1s);
  CHECK(plain.write_timeout == 1s);
  CHECK(plain.statement_cache == 7);
  CHECK(plain.read_only);
  options.url = Url::parse("mysql://u@h?connect_timeout=3s&read_timeout=0&write_timeout=2500&statement_cache=9");
  const auto overridden = mysql_settings(options);
  CHECK(overridden.connect_timeout == 3s);
  CHECK(overridden.read_timeout == 0s);
  CHECK(overridden.write_timeout == 3s);
  CHECK(overridden.statement_cache == 9);
}

TEST_CASE("mysql settings: every mistake names its option") {
  const std::vector<std::pair<const char*, const char*>> rows{
      {"mysql://h/d", "names no user"},
      {"mysql://u@/d", "names no host"},
      {"mysql://u@h?colour=red", "`colour` is unknown"},
      {"mysql://u@h?charset=latin1", "`charset` is unknown"},
      {"mysql://u@h?connect_timeout=fast", "`connect_timeout`"},
      {"mysql://u@h?connect_timeout=0", "`connect_timeout`"},
      {"mysql://u@h?read_timeout=-1", "`read_timeout`"},
      {"mysql://u@h?write_timeout=x", "`write_timeout`"},
      {"mysql://u@h?statement_cache=0", "`statement_cache`"},
      {"mysql://u@h?tls=preferred", "`verify_identity`"},
      {"mysql://u@h?tls=verify_ca", "needs `tls_ca`"},
      {"mysql://u@h?tls=disabled&tls_ca=/ca", "contradict"},
      {"mysql://u@h?tls_ca=", "`tls_ca` is empty"},
      {"mysql://u@h?allow_public_key_retrieval=maybe", "`allow_public_key_retrieval`"},
      {"mysql://u@localhost?socket=", "`socket` is empty"},
      {"mysql://u@localhost?socket=run/s", "absolute"},
      {"mysql://u@localhost:3306?socket=/s", "`socket`"},
      {"mysql://u@db?socket=/s", "`socket`"},
      {"sqlite:/app.db", "`sqlite:`"},
  };
  for (const auto& [url, words] : rows) {
    CAPTURE(url);
    const auto message = config_error([text = url] { mysql_driver()->validate(Url::parse(text)); });
    CAPTURE(message);
    CHECK(contains(message, words));
  }
  ConnectOptions options{.url = Url::parse("mysql://u@h"), .statement_cache_size = 0};
  CHECK(contains(config_error([&] { static_cast<void>(mysql_settings(options)); }), "statement_cache_size"));
  options = {.url = Url::parse("mysql://u@h"), .read_timeout = -2s};
  CHECK(contains(config_error([&] { static_cast<void>(mysql_settings(options)); }), "read_timeout"));
  mysql_driver()->validate(Url::parse("mariadb://u@h/d?tls=verify_identity"));
  CHECK(mysql_driver()->name() == "mysql");
  CHECK(mysql_driver() == mysql_driver());
}

TEST_CASE("mysql calendar: texts that are values, and texts that stay text") {
  CHECK(date_from_text("1970-01-02").as_date() == Value::Days{std::chrono::days{1}});
  CHECK(time_from_text("-838:59:59.000001").as_time() == -(838h + 59min + 59s + 1us));
  CHECK(time_from_text("01:02:03.5").as_time() == 1h + 2min + 3s + 500ms);
  CHECK(datetime_from_text("1970-01-01 00:00:01.25").as_datetime().time_since_epoch() == 1250ms);
  for (const char* text : {"0000-00-00", "2023-02-29", "2024-13-01", "2024-1-01", "2024-01-01x", "", "x"}) {
    CAPTURE(text);
    CHECK(date_from_text(text).kind() == ValueKind::text);
    CHECK(date_from_text(text).as_bytes() == text);
  }
  for (const char* text :
       {"0000-00-00 00:00:00", "2024-02-30 00:00:00", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 24:00:00",
        "2024-01-01 00:60:00", "2024-01-01 00:00:60", "2024-01-01 00:00:00.", "2024-01-01 00:00:00.1234567"}) {
    CAPTURE(text);
    CHECK(datetime_from_text(text).kind() == ValueKind::text);
  }
  for (const char* text : {"", "1", "1:00:00", "00:00", "--1:00:00", "00:00:00 "}) {
    CAPTURE(text);
    CHECK(time_from_text(text).kind() == ValueKind::text);
  }
}

TEST_CASE("mysql calendar: binary values that no calendar has read as the text protocol writes them") {
  CivilText room{};
  CHECK(date_value({}, room).as_bytes() == "0000-00-00");
  CHECK(date_value({.year = 2024, .month = 2, .day = 30}, room).as_bytes() == "2024-02-30");
  CHECK(datetime_value({}, 0, room).as_bytes() == "0000-00-00 00:00:00");
  CHECK(datetime_value({.year = 2024, .day = 1, .microsecond = 120'000}, 2, room).as_bytes() ==
        "2024-00-01 00:00:00.12");
  CHECK(datetime_value({.microsecond = 1}, 6, room).as_bytes() == "0000-00-00 00:00:00.000001");
  CHECK(datetime_value({.microsecond = 1}, 31, room).as_bytes() == "0000-00-00 00:00:00.000001");
}

TEST_CASE("mysql calendar: parameters come back as the same value") {
  const bool datetimes = rc::check("datetime", [] {
    const auto micros = *rc::gen::inRange<std::int64_t>(-62'167'219'200'000'000, 253'402'300'800'000'000);
    const auto value = Value::datetime(Value::LocalTime{std::chrono::microseconds{micros}});
    CivilText room{};
    const auto again = datetime_value(civil_from_value(value), 6, room);
    RC_ASSERT(again.kind() == ValueKind::datetime);
    RC_ASSERT(again.as_datetime() == value.as_datetime());
  });
  CHECK(datetimes);
  const bool times = rc::check("time", [] {
    const auto micros = *rc::gen::inRange<std::int64_t>(-3'020'399'000'000, 3'020'399'000'001);
    const auto value = Value::time(std::chrono::microseconds{micros});
    RC_ASSERT(time_value(civil_from_value(value)).as_time() == value.as_time());
  });
  CHECK(times);
  const auto before = Value::date(Value::Days{std::chrono::year{-1} / 12 / 31});
  CHECK_THROWS_AS(civil_from_value(before), ConversionError);
  const auto after = Value::date(Value::Days{std::chrono::year{10'000} / 1 / 1});
  CHECK_THROWS_AS(civil_from_value(after), ConversionError);
}

TEST_CASE("mysql calendar: bits are big-endian") {
  CHECK(unsigned_from_bits("") == 0);
  CHECK(unsigned_from_bits({"\x01\x00", 2}) == 256);
  CHECK(unsigned_from_bits("\xff\xff\xff\xff\xff\xff\xff\xff") == ~std::uint64_t{0});
}

TEST_CASE("mysql errors: a lost connection means what had been sent before") {
  for (const int number : {2006, 2013, 2014, 2026, 2027, 2055, 1927}) {
    CAPTURE(number);
    const auto idle = lost(number, Progress::nothing_sent);
    CHECK(idle.outcome == Outcome::not_executed);
    CHECK(idle.retry == Retry::new_connection);
    CHECK(lost(number, Progress::statement_sent).outcome == Outcome::outcome_unknown);
    CHECK(lost(number, Progress::statement_sent).retry == Retry::never);
    CHECK(lost(number, Progress::rows_delivered).outcome == Outcome::partial_result);
    CHECK(lost(number, Progress::rows_delivered).retry == Retry::never);
    CHECK(lost(number, Progress::rollback_sent).outcome == Outcome::rolled_back);
    const auto info = lost(number, Progress::statement_sent);
    CHECK(info.code == Cond::connection_lost);
    CHECK_FALSE(info.connection_usable);
    CHECK(info.transaction_over);
    CHECK(info.engine == "e");
    CHECK_FALSE(contains(info.what, "text"));
  }
  CHECK(lost(4031, Progress::statement_sent, Flavor::mysql).outcome == Outcome::outcome_unknown);
}

TEST_CASE("mysql errors: an answer of the server keeps its class") {
  const auto info = [](int number, Progress progress) {
    return thrown<ServerError>([&] {
      throw_command_failure({number, "23000", "Duplicate entry 'v'"}, Flavor::mysql, progress, "the statement", "e");
    });
  };
  const auto duplicate = info(1062, Progress::statement_sent);
  CHECK(duplicate.what == "the statement failed: duplicate key");
  CHECK(duplicate.sqlstate == "23000");
  CHECK(duplicate.server_message == "Duplicate entry 'v'");
  CHECK(duplicate.outcome == Outcome::statement_failed);
  CHECK(duplicate.connection_usable);
  CHECK(info(1213, Progress::statement_sent).transaction_over);
  CHECK(info(1317, Progress::rows_delivered).outcome == Outcome::partial_result);
  CHECK(info(1792, Progress::statement_sent).outcome == Outcome::not_executed);
}

TEST_CASE("mysql errors: failures to connect say what to do, and are never of unknown outcome") {
  const auto settings = settings_for("mysql://app:canary@db-master/shop");
  const std::vector<std::pair<int, const char*>> rows{
      {2002, "check that the server runs"},
      {2003, "check that the server runs"},
      {2005, "host name is unknown"},
      {2013, "did not complete the login"},
      {2026, "TLS"},
      {2061, "allow_public_key_retrieval"},
      {5010, "allow_public_key_retrieval"},
      {1040, "too many connections"},
      {1044, "may not use this database"},
      {1045, "check user and password"},
      {1049, "database does not exist"},
      {1129, "blocked"},
      {1130, "does not let this host in"},
      {1862, "expired"},
      {4151, "locked"},
      {3159, "TLS"},
      {9999, "the login failed"},
  };
  for (const auto& [number, words] : rows) {
    CAPTURE(number);
    const auto info = thrown<ConnectionError>([&, n = number] {
      throw_connect_failure({n, "HY000", "server text"}, Flavor::unknown, settings);
    });
    CHECK(contains(info.what, words));
    CHECK(contains(info.what, "cannot connect to app@db-master:3306/shop: "));
    CHECK_FALSE(contains(info.what, "canary"));
    CHECK_FALSE(contains(info.what, "server text"));
    CHECK(info.server_message == "server text");
    CHECK(info.outcome == Outcome::not_executed);
    CHECK_FALSE(info.connection_usable);
  }
  const auto hung_up = thrown<ConnectionError>([&] {
    throw_connect_failure({2013, "HY000", ""}, Flavor::unknown, settings);
  });
  CHECK(hung_up.code == Cond::connection_failed);
}

TEST_CASE("statement cache: the one not used for longest goes") {
  StatementCache<int> cache{2};
  cache.insert("a", 1);
  cache.insert("b", 2);
  REQUIRE(cache.find("a") != nullptr);
  cache.insert("c", 3);
  CHECK(cache.size() == 2);
  CHECK(cache.find("b") == nullptr);
  CHECK(*cache.find("a") == 1);
  CHECK(*cache.find("c") == 3);
  cache.erase("a");
  cache.erase("no such");
  CHECK(cache.find("a") == nullptr);
  cache.clear();
  CHECK(cache.size() == 0);
  CHECK(cache.find("c") == nullptr);
}

TEST_CASE("statement cache: behaves like a list that is searched") {
  const bool good = rc::check("model", [] {
    const auto capacity = *rc::gen::inRange<std::size_t>(1, 5);
    StatementCache<int> cache{capacity};
    std::vector<std::pair<std::string, int>> model;  // most recently used first
    for (const int key : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8))) {
      const auto text = std::to_string(key);
      const auto known =
          std::find_if(model.begin(), model.end(), [&](const auto& entry) { return entry.first == text; });
      auto* const found = cache.find(text);
      RC_ASSERT((found != nullptr) == (known != model.end()));
      if (found == nullptr) {
        cache.insert(text, key);
        model.insert(model.begin(), {text, key});
        if (model.size() > capacity) model.pop_back();
      } else {
        RC_ASSERT(*found == key);
        std::rotate(model.begin(), known, known + 1);
      }
      RC_ASSERT(cache.size() == model.size());
    }
  });
  CHECK(good);
}

TEST_CASE("mysql driver: the belt is one statement, which also asks for positions where the server has them",
          "[driver]") {
  struct Case {
    Flavor flavor;
    const char* version;
    bool read_only_variable;  // else the statement that every server has
    const char* has;
  };
  const Case cases[] = {
      {Flavor::mariadb, "10.1.48-MariaDB", false, "TRANSACTION READ ONLY"},
      {Flavor::mariadb, "10.2.44-MariaDB", true, " tx_read_only = 1, session_track_system_variables = "},
      {Flavor::mariadb, "10.11.19-MariaDB-0+deb12u1-log", true, " tx_read_only = 1, session_track_system_variables = "},
      {Flavor::mariadb, "11.0.6-MariaDB", true, " tx_read_only = 1, session_track_system_variables = "},
      {Flavor::mariadb, "11.1.6-MariaDB", true, " transaction_read_only = 1, session_track_system_variables = "},
      {Flavor::mariadb, "12.3.1-MariaDB", true, " transaction_read_only = 1, session_track_system_variables = "},
      {Flavor::mysql, "5.7.44-log", false, "TRANSACTION READ ONLY"},
      {Flavor::mysql, "8.0.44", true, " transaction_read_only = 1, session_track_gtids = OWN_GTID"},
      {Flavor::mysql, "9.7.4-2", true, " transaction_read_only = 1, session_track_gtids = OWN_GTID"},
      {Flavor::mysql, "8", true, " transaction_read_only = 1, session_track_gtids = OWN_GTID"},
      {Flavor::mysql, "8.x", true, " transaction_read_only = 1, session_track_gtids = OWN_GTID"},
      {Flavor::mysql, "nine", false, "TRANSACTION READ ONLY"},
      {Flavor::mysql, "", false, "TRANSACTION READ ONLY"},
      {Flavor::unknown, "9.7.4", false, "TRANSACTION READ ONLY"},
      {Flavor::sqlite, "3.40.1", false, "TRANSACTION READ ONLY"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.flavor, row.version);
    const auto statement = belt_statement(row.flavor, row.version);
    CHECK(contains(statement, row.has));
    CHECK(contains(statement, "read_only = 1") == row.read_only_variable);
    CHECK(contains(statement, "last_gtid") == (row.read_only_variable && row.flavor == Flavor::mariadb));
    CHECK(statement.starts_with("SET SESSION "));
    CHECK(can_track(row.flavor, row.version) == row.read_only_variable);
  }
  CHECK(contains(tracking_statement(Flavor::mariadb), "SET SESSION session_track_system_variables = IF("));
  CHECK(tracking_statement(Flavor::mysql) == "SET SESSION session_track_gtids = OWN_GTID");
}
