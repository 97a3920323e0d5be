#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <rapidcheck.h>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/row/codecs.hpp>

#include "row/temporal_text.hpp"

#include "support/catch_shim.hpp"

using namespace std::chrono_literals;

namespace {

using rwsplit::Codec;
using rwsplit::ConversionError;
using rwsplit::Value;
using rwsplit::ValueKind;

constexpr auto utc = [](int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)};
};
constexpr auto local = [](std::chrono::sys_time<std::chrono::microseconds> time) {
  return Value::LocalTime{time.time_since_epoch()};
};

template <class T>
std::string reason(const Value& value) {
  try {
    static_cast<void>(Codec<T>::decode(value));
  } catch (const ConversionError& error) {
    return error.what();
  }
  return "no ConversionError";
}

// One value of each kind, to find out which kinds a type takes.
std::vector<Value> one_of_each_kind() {
  return {Value::null(),    Value::integer(1), Value::unsigned_integer(1),   Value::real(1),  Value::decimal("1"),
          Value::text("1"), Value::blob("1"),  Value::date(utc(2024, 1, 1)), Value::time(1s), Value::datetime({})};
}

template <class T>
std::vector<ValueKind> kinds_taken() {
  std::vector<ValueKind> kinds;
  for (const Value& value : one_of_each_kind()) {
    if (reason<T>(value) != "there is no such conversion") kinds.push_back(value.kind());
  }
  return kinds;
}

template <class T>
void check_integer_limits() {
  using Limits = std::numeric_limits<T>;
  const auto lowest = Limits::min();
  const auto highest = Limits::max();
  CAPTURE(lowest, highest);

  const auto text_of = [](auto number) { return std::to_string(number); };
  CHECK(Codec<T>::decode(Codec<T>::encode(lowest)) == lowest);
  CHECK(Codec<T>::decode(Codec<T>::encode(highest)) == highest);
  CHECK(Codec<T>::decode(Value::unsigned_integer(static_cast<std::uint64_t>(highest))) == highest);
  CHECK(Codec<T>::decode(Value::decimal(text_of(lowest))) == lowest);
  CHECK(Codec<T>::decode(Value::decimal(text_of(highest) + ".00")) == highest);
  CHECK(Codec<T>::decode(Value::integer(0)) == T{0});
  CHECK(Codec<T>::encode(highest).kind() == (std::is_signed_v<T> ? ValueKind::integer : ValueKind::unsigned_integer));

  // One beyond each end, as far as there is a number to say it with.
  if constexpr (sizeof(T) < sizeof(std::int64_t)) {
    CHECK(reason<T>(Value::integer(std::int64_t{highest} + 1)) == "out of range");
    CHECK(reason<T>(Value::integer(std::int64_t{lowest} - 1)) == "out of range");
    CHECK(reason<T>(Value::decimal(text_of(std::int64_t{highest} + 1))) == "out of range");
    CHECK(reason<T>(Value::decimal(text_of(std::int64_t{lowest} - 1))) == "out of range");
    CHECK(reason<T>(Value::unsigned_integer(static_cast<std::uint64_t>(highest) + 1)) == "out of range");
  } else if constexpr (std::is_signed_v<T>) {
    CHECK(reason<T>(Value::unsigned_integer(std::uint64_t{1} << 63)) == "out of range");
    CHECK(reason<T>(Value::decimal("9223372036854775808")) == "out of range");
    CHECK(reason<T>(Value::decimal("-9223372036854775809")) == "out of range");
  } else {
    CHECK(reason<T>(Value::integer(-1)) == "out of range");
    CHECK(reason<T>(Value::integer(std::numeric_limits<std::int64_t>::min())) == "out of range");
    CHECK(reason<T>(Value::decimal("-1")) == "out of range");
    CHECK(reason<T>(Value::decimal("18446744073709551616")) == "out of range");
  }
  CHECK(kinds_taken<T>() == std::vector{ValueKind::integer, ValueKind::unsigned_integer, ValueKind::decimal});
}

enum class Color : std::uint8_t { red = 1, blue = 255 };
enum class Level : std::int16_t { low = -3 };
enum Unscoped : int { zero };

}  // namespace

TEST_CASE("integers of every width, to their limits and one beyond", "[row]") {
  SECTION("signed char") { check_integer_limits<signed char>(); }
  SECTION("short") { check_integer_limits<short>(); }
  SECTION("int") { check_integer_limits<int>(); }
  SECTION("long") { check_integer_limits<long>(); }
  SECTION("long long") { check_integer_limits<long long>(); }
  SECTION("unsigned char") { check_integer_limits<unsigned char>(); }
  SECTION("unsigned short") { check_integer_limits<unsigned short>(); }
  SECTION("unsigned int") { check_integer_limits<unsigned int>(); }
  SECTION("unsigned long") { check_integer_limits<unsigned long>(); }
  SECTION("unsigned long long") { check_integer_limits<unsigned long long>(); }
}

TEST_CASE("a decimal is an integer if its fraction is zero", "[row]") {
  struct Row {
    const char* decimal;
    std::int64_t number;
  };
  for (const Row& row : {Row{"0", 0}, Row{"-0", 0}, Row{"+7", 7}, Row{"12.000", 12}, Row{"-12.0", -12}, Row{".0", 0},
                         Row{"007", 7}, Row{"5.", 5}}) {
    CAPTURE(row.decimal);
    CHECK(Codec<std::int64_t>::decode(Value::decimal(row.decimal)) == row.number);
  }
  CHECK(Codec<std::uint64_t>::decode(Value::decimal("-0.0")) == 0);
  CHECK(reason<std::int64_t>(Value::decimal("12.001")) == "it has a fraction");
  CHECK(reason<std::uint64_t>(Value::decimal("0.5")) == "it has a fraction");
  for (const char* const wrong : {"", "-", ".", "1x", "x", "1.x", "1e3", "--1", "+-1", " 1", "1.0.0"}) {
    CAPTURE(wrong);
    CHECK(reason<std::int64_t>(Value::decimal(wrong)) == "not a decimal number");
  }
}

TEST_CASE("a bool is 0 or 1", "[row]") {
  CHECK(Codec<bool>::decode(Value::integer(1)));
  CHECK_FALSE(Codec<bool>::decode(Value::integer(0)));
  CHECK(Codec<bool>::decode(Value::unsigned_integer(1)));
  CHECK(reason<bool>(Value::integer(2)) == "out of range");
  CHECK(reason<bool>(Value::integer(-1)) == "out of range");
  CHECK(Codec<bool>::encode(true).as_integer() == 1);
  CHECK(Codec<bool>::encode(false).as_integer() == 0);
}

TEST_CASE("scoped enumerations travel as their underlying integer", "[row]") {
  CHECK(Codec<Color>::decode(Value::integer(255)) == Color::blue);
  CHECK(Codec<Level>::decode(Value::integer(-3)) == Level::low);
  CHECK(Codec<Color>::encode(Color::red).as_unsigned() == 1);
  CHECK(Codec<Level>::encode(Level::low).as_integer() == -3);
  CHECK(reason<Color>(Value::integer(256)) == "out of range");
  CHECK(reason<Color>(Value::integer(-1)) == "out of range");
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<Unscoped>);
}

TEST_CASE("floating point takes every number", "[row]") {
  CHECK(Codec<double>::decode(Value::real(0.1)) == 0.1);
  CHECK(Codec<double>::decode(Value::integer(-3)) == -3.0);
  CHECK(Codec<double>::decode(Value::unsigned_integer(UINT64_MAX)) == 18446744073709551616.0);
  CHECK(Codec<double>::decode(Value::decimal("-12.50")) == -12.5);
  CHECK(Codec<double>::decode(Value::decimal("+12.50")) == 12.5);
  CHECK(Codec<float>::decode(Value::real(0.1)) == 0.1F);
  CHECK(Codec<double>::encode(0.1).as_real() == 0.1);
  CHECK(Codec<float>::encode(0.1F).as_real() == double{0.1F});

  const double highest = std::numeric_limits<float>::max();
  CHECK(Codec<float>::decode(Value::real(highest)) == std::numeric_limits<float>::max());
  CHECK(reason<float>(Value::real(highest * 2)) == "out of range");
  CHECK(reason<float>(Value::real(highest * -2)) == "out of range");
  CHECK(reason<double>(Value::decimal("1e999")) == "out of range");
  CHECK(std::isinf(Codec<float>::decode(Value::real(std::numeric_limits<double>::infinity()))));
  CHECK(std::isnan(Codec<float>::decode(Value::real(std::numeric_limits<double>::quiet_NaN()))));

  for (const char* const wrong : {"", "-", "x", "1.5x", "nan", "inf", "+-1", " 1"}) {
    CAPTURE(wrong);
    CHECK(reason<double>(Value::decimal(wrong)) == "not a decimal number");
  }
  const std::vector numbers{ValueKind::integer, ValueKind::unsigned_integer, ValueKind::real, ValueKind::decimal};
  CHECK(kinds_taken<double>() == numbers);
  CHECK(kinds_taken<float>() == numbers);
}

TEST_CASE("strings take texts, decimals and blobs, with NUL bytes", "[row]") {
  const std::string with_nul{"a\0b", 3};
  CHECK(Codec<std::string>::decode(Value::text(with_nul)) == with_nul);
  CHECK(Codec<std::string>::decode(Value::decimal("12.50")) == "12.50");
  CHECK(Codec<std::string>::decode(Value::blob("x")) == "x");
  CHECK(Codec<std::string>::decode(Value::text({})).empty());
  CHECK(Codec<std::string>::encode(with_nul).as_bytes() == with_nul);
  CHECK(Codec<std::string>::encode(with_nul).kind() == ValueKind::text);
  CHECK(kinds_taken<std::string>() == std::vector{ValueKind::decimal, ValueKind::text, ValueKind::blob});
}

TEST_CASE("bytes take blobs and texts", "[row]") {
  using Bytes = std::vector<std::byte>;
  const Bytes bytes{std::byte{0}, std::byte{255}};
  CHECK(Codec<Bytes>::decode(Value::blob(std::string_view{"\0\xff", 2})) == bytes);
  CHECK(Codec<Bytes>::decode(Value::blob({})).empty());
  CHECK(Codec<Bytes>::encode(bytes).as_bytes() == std::string_view{"\0\xff", 2});
  CHECK(Codec<Bytes>::encode(bytes).kind() == ValueKind::blob);
  CHECK(Codec<Bytes>::encode({}).as_bytes().empty());
  CHECK(kinds_taken<Bytes>() == std::vector{ValueKind::text, ValueKind::blob});
}

TEST_CASE("views, pointers and nothing are parameters only", "[row]") {
  STATIC_REQUIRE(rwsplit::Encodable<std::string_view>);
  STATIC_REQUIRE(rwsplit::Encodable<const char*>);
  STATIC_REQUIRE(rwsplit::Encodable<std::span<const std::byte>>);
  STATIC_REQUIRE(rwsplit::Encodable<std::span<std::byte, 4>>);
  STATIC_REQUIRE(rwsplit::Encodable<std::nullopt_t>);
  STATIC_REQUIRE(rwsplit::Encodable<std::nullptr_t>);
  STATIC_REQUIRE(rwsplit::Encodable<Value>);
  STATIC_REQUIRE(rwsplit::Encodable<std::optional<std::string_view>>);
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<std::string_view>);
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<const char*>);
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<std::span<const std::byte>>);
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<std::optional<std::string_view>>);
  STATIC_REQUIRE_FALSE(rwsplit::Decodable<Value>);
  STATIC_REQUIRE_FALSE(rwsplit::Encodable<char>);
  STATIC_REQUIRE_FALSE(rwsplit::Encodable<std::span<const int>>);
  CHECK(Codec<const char*>::encode(nullptr).is_null());
  CHECK(Codec<const char*>::encode("x").as_bytes() == "x");
}

TEST_CASE("optional is NULL, or what is in it", "[row]") {
  CHECK(Codec<std::optional<int>>::decode(Value::null()) == std::nullopt);
  CHECK(Codec<std::optional<int>>::decode(Value::integer(3)) == 3);
  CHECK(reason<std::optional<signed char>>(Value::integer(128)) == "out of range");
  CHECK(Codec<std::optional<int>>::encode(std::nullopt).is_null());
  CHECK(Codec<std::optional<int>>::encode(3).as_integer() == 3);
  CHECK(reason<int>(Value::null()) == "there is no such conversion");
}

TEST_CASE("dates", "[row]") {
  using std::chrono::year_month_day;
  const year_month_day leap_day = std::chrono::year{2024} / 2 / 29;
  CHECK(Codec<year_month_day>::decode(Value::date(utc(2024, 2, 29))) == leap_day);
  CHECK(Codec<year_month_day>::decode(Value::text("2024-02-29")) == leap_day);
  CHECK(Codec<std::chrono::sys_days>::decode(Value::text("1969-12-31")) == utc(1969, 12, 31));
  CHECK(Codec<std::chrono::local_days>::decode(Value::date(utc(1970, 1, 2))).time_since_epoch() ==
        std::chrono::days{1});
  CHECK(Codec<year_month_day>::encode(leap_day).as_date() == utc(2024, 2, 29));
  CHECK(Codec<std::chrono::sys_days>::encode(utc(2024, 2, 29)).as_date() == utc(2024, 2, 29));
  CHECK(Codec<std::chrono::local_days>::encode(std::chrono::local_days{std::chrono::days{1}}).as_date() ==
        utc(1970, 1, 2));
  CHECK(kinds_taken<year_month_day>() == std::vector{ValueKind::text, ValueKind::date});

  SECTION("dates that no calendar has") {
    for (const char* const wrong :
         {"0000-00-00", "2023-02-29", "2024-00-01", "2024-13-01", "2024-01-00", "2024-01-32"}) {
      CAPTURE(wrong);
      CHECK(reason<year_month_day>(Value::text(wrong)) == "not a date YYYY-MM-DD");
    }
    CHECK_THROWS_AS(Codec<year_month_day>::encode(std::chrono::year{2023} / 2 / 29), ConversionError);
    CHECK_THROWS_AS(Codec<year_month_day>::encode(year_month_day{}), ConversionError);
  }
  SECTION("years that SQL has no text for") {
    CHECK_THROWS_AS(Codec<std::chrono::sys_days>::encode(utc(-1, 12, 31)), ConversionError);
    CHECK_THROWS_AS(Codec<std::chrono::sys_days>::encode(utc(10000, 1, 1)), ConversionError);
    CHECK(Codec<std::chrono::sys_days>::encode(utc(0, 1, 1)).as_date() == utc(0, 1, 1));
    CHECK(Codec<std::chrono::sys_days>::encode(utc(9999, 12, 31)).as_date() == utc(9999, 12, 31));
  }
}

TEST_CASE("times are durations, exact or refused", "[row]") {
  using Minutes = std::chrono::duration<signed char, std::ratio<60>>;
  CHECK(Codec<std::chrono::microseconds>::decode(Value::time(-838h - 59min - 59s)) == -838h - 59min - 59s);
  CHECK(Codec<std::chrono::seconds>::decode(Value::time(90s)) == 90s);
  CHECK(Codec<std::chrono::nanoseconds>::decode(Value::time(1us)) == 1000ns);
  CHECK(Codec<std::chrono::milliseconds>::decode(Value::text("-01:00:00.250")) == -1h - 250ms);
  CHECK(Codec<std::chrono::hours>::decode(Value::time(2h)) == 2h);
  CHECK(reason<std::chrono::seconds>(Value::time(1500ms)) == "it is more precise than that");
  CHECK(reason<std::chrono::hours>(Value::time(90min)) == "it is more precise than that");
  CHECK(Codec<Minutes>::decode(Value::time(127min)) == Minutes{127});
  CHECK(reason<Minutes>(Value::time(128min)) == "out of range");
  CHECK(reason<std::chrono::nanoseconds>(Value::time(std::chrono::microseconds::max())) == "out of range");
  CHECK(reason<std::chrono::seconds>(Value::text("noon")) == "not a time HH:MM:SS[.ffffff]");
  CHECK(kinds_taken<std::chrono::seconds>() == std::vector{ValueKind::text, ValueKind::time});

  SECTION("what is finer than a microsecond is dropped, toward zero") {
    CHECK(Codec<std::chrono::nanoseconds>::encode(1999ns).as_time() == 1us);
    CHECK(Codec<std::chrono::nanoseconds>::encode(-1999ns).as_time() == -1us);
    CHECK(Codec<std::chrono::hours>::encode(-2h).as_time() == -2h);
  }
  SECTION("what does not fit 64 bits is refused") {
    CHECK_THROWS_AS(Codec<std::chrono::seconds>::encode(std::chrono::seconds::max()), ConversionError);
    using Unsigned = std::chrono::duration<std::uint64_t>;
    CHECK_THROWS_AS(Codec<Unsigned>::encode(Unsigned::max()), ConversionError);
    CHECK(Codec<Unsigned>::encode(Unsigned{5}).as_time() == 5s);
  }
}

TEST_CASE("points in time, exact or refused", "[row]") {
  using std::chrono::local_time;
  using std::chrono::sys_time;
  const auto point = utc(2024, 2, 29) + 12h + 34min + 56s;
  CHECK(Codec<sys_time<std::chrono::seconds>>::decode(Value::datetime(local(point))) == point);
  CHECK(Codec<sys_time<std::chrono::microseconds>>::decode(Value::datetime(local(point + 1us))) == point + 1us);
  CHECK(Codec<sys_time<std::chrono::nanoseconds>>::decode(Value::datetime(local(point + 1us))) == point + 1us);
  CHECK(Codec<local_time<std::chrono::milliseconds>>::decode(Value::text("2024-02-29T12:34:56.5")) ==
        local(point + 500ms));
  CHECK(Codec<local_time<std::chrono::seconds>>::decode(Value::date(utc(2024, 2, 29))) == local(utc(2024, 2, 29)));
  CHECK(reason<sys_time<std::chrono::seconds>>(Value::datetime(local(point + 1us))) == "it is more precise than that");
  CHECK(reason<sys_time<std::chrono::seconds>>(Value::text("0000-00-00 00:00:00")) ==
        "not a point in time YYYY-MM-DD HH:MM:SS[.ffffff]");
  CHECK(kinds_taken<sys_time<std::chrono::microseconds>>() ==
        std::vector{ValueKind::text, ValueKind::date, ValueKind::datetime});

  SECTION("nanoseconds in 64 bits end in 2262") {
    CHECK(reason<sys_time<std::chrono::nanoseconds>>(Value::datetime(local(utc(2300, 1, 1)))) == "out of range");
    CHECK(reason<local_time<std::chrono::nanoseconds>>(Value::datetime(local(utc(1600, 1, 1)))) == "out of range");
  }
  SECTION("what is finer than a microsecond is dropped, toward the past") {
    const auto encoded = [](std::chrono::nanoseconds since_epoch) {
      return Codec<sys_time<std::chrono::nanoseconds>>::encode(sys_time<std::chrono::nanoseconds>{since_epoch})
          .as_datetime()
          .time_since_epoch();
    };
    CHECK(encoded(1999ns) == 1us);
    CHECK(encoded(-1ns) == -1us);
    CHECK(encoded(-1000ns) == -1us);
  }
  SECTION("years that SQL has no text for") {
    using Point = sys_time<std::chrono::seconds>;
    CHECK_THROWS_AS(Codec<Point>::encode(Point{utc(0, 1, 1)} - 1s), ConversionError);
    CHECK_THROWS_AS(Codec<Point>::encode(Point{utc(10000, 1, 1)}), ConversionError);
    CHECK(Codec<Point>::encode(Point{utc(10000, 1, 1)} - 1s).as_datetime() == local(utc(10000, 1, 1) - 1s));
    CHECK_THROWS_AS(Codec<Point>::encode(Point::max()), ConversionError);
  }
}

TEST_CASE("texts that are dates and times, and texts that nearly are", "[row]") {
  using rwsplit::detail::parse_date;
  using rwsplit::detail::parse_datetime;
  using rwsplit::detail::parse_time;

  CHECK(parse_date("0000-01-01") == utc(0, 1, 1));
  CHECK(parse_date("9999-12-31") == utc(9999, 12, 31));
  for (const char* const wrong : {"", "2024", "2024-1-01", "2024-01-1", "24-01-01", "2024/01/01", "2024-01-01 ",
                                  " 2024-01-01", "2024-01-01T", "12024-01-01", "-024-01-01", "2024-01-01 00:00:00"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_date(wrong).has_value());
  }

  CHECK(parse_time("00:00:00") == 0us);
  CHECK(parse_time("23:59:59.999999") == 24h - 1us);
  CHECK(parse_time("-838:59:59.000001") == -(838h + 59min + 59s + 1us));
  CHECK(parse_time("01:02:03.5") == 1h + 2min + 3s + 500ms);
  CHECK(parse_time("01:02:03.000001") == 1h + 2min + 3s + 1us);
  for (const char* const wrong :
       {"", "-", "1:00:00", "01:00", "01:00:0", "01:60:00", "01:00:60", "01:00:00.", "01:00:00.1234567", "1000:00:00",
        "+01:00:00", "01:00:00 ", "01:00:00Z", "01-00-00"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_time(wrong).has_value());
  }

  CHECK(parse_datetime("1970-01-01") == Value::LocalTime{});
  CHECK(parse_datetime("1970-01-01 00:00:01") == Value::LocalTime{1s});
  CHECK(parse_datetime("1970-01-01T23:59:59.999999") == Value::LocalTime{24h - 1us});
  CHECK(parse_datetime("1969-12-31 23:59:59") == Value::LocalTime{-1s});
  for (const char* const wrong :
       {"", "1970-01-01 ", "1970-01-01 00:00", "1970-01-01 24:00:00", "1970-01-01 -1:00:00", "1970-01-01 100:00:00",
        "1970-01-01_00:00:00", "1970-01-01  00:00:00", "1970-01-01 00:00:00Z", "1970-02-30 00:00:00"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_datetime(wrong).has_value());
  }
}

namespace {

template <class T>
bool survives_the_way_there_and_back(const T& value) {
  return Codec<T>::decode(Codec<T>::encode(value)) == value;
}

}  // namespace

TEST_CASE("property: what is encoded decodes to itself", "[row]") {
  CHECK(rc::check("std::int64_t", [](std::int64_t v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("std::uint64_t", [](std::uint64_t v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("short", [](short v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("bool", [](bool v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("double", [](double v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("float", [](float v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("std::string", [](const std::string& v) { RC_ASSERT(survives_the_way_there_and_back(v)); }));
  CHECK(rc::check("optional", [](const std::string& text, bool some) {
    RC_ASSERT(survives_the_way_there_and_back(some ? std::optional{text} : std::nullopt));
  }));
  CHECK(rc::check("bytes", [](const std::string& text) {
    const auto bytes = std::as_bytes(std::span{text});
    RC_ASSERT(survives_the_way_there_and_back(std::vector<std::byte>{bytes.begin(), bytes.end()}));
  }));
  CHECK(rc::check("duration", [](std::int64_t v) {
    RC_ASSERT(survives_the_way_there_and_back(std::chrono::microseconds{v}));
    RC_ASSERT(survives_the_way_there_and_back(std::chrono::seconds{v % 3'020'399}));
  }));
  CHECK(rc::check("date and points in time of the years 0000 to 9999", [] {
    const auto first = utc(0, 1, 1).time_since_epoch().count();
    const auto last = utc(9999, 12, 31).time_since_epoch().count();
    const std::chrono::sys_days day{std::chrono::days{*rc::gen::inRange(first, last + 1)}};
    const std::chrono::microseconds time{*rc::gen::inRange<std::int64_t>(0, 86'400'000'000)};
    RC_ASSERT(survives_the_way_there_and_back(day));
    RC_ASSERT(survives_the_way_there_and_back(std::chrono::year_month_day{day}));
    RC_ASSERT(survives_the_way_there_and_back(day + time));
    RC_ASSERT(survives_the_way_there_and_back(local(day + time)));
  }));
}

TEST_CASE("property: a number decodes to a narrower type exactly if it is within its limits", "[row]") {
  CHECK(rc::check("signed char from integers, unsigned integers and decimals", [] {
    const auto number = *rc::gen::inRange(-400, 400);
    const bool fits = number >= -128 && number <= 127;
    const std::string text = std::to_string(number);
    for (const Value& value : {Value::integer(number), Value::decimal(text)}) {
      RC_ASSERT((reason<signed char>(value) == "no ConversionError") == fits);
      if (fits) RC_ASSERT(int{Codec<signed char>::decode(value)} == number);
    }
    RC_ASSERT((reason<unsigned char>(Value::integer(number)) == "no ConversionError") ==
              (number >= 0 && number <= 255));
  }));
}
