#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/row/packed_params.hpp>
#include <rwsplit/row/params.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::Params;
using rwsplit::Value;
using rwsplit::ValueKind;
using rwsplit::detail::PackedParams;

// Encoded by way of a text that is made for the occasion, which must live as long as the call.
struct Money {
  std::int64_t cents{};
};

// Encoded in two steps.
struct Price {
  Money money;
};

// Encoded as a reference to a member.
struct Email {
  std::string address;
};

}  // namespace

template <>
struct rwsplit::Codec<Money> {
  static std::string encode(const Money& value) {
    return "an amount of money that is longer than a short string: " + std::to_string(value.cents);
  }
};

template <>
struct rwsplit::Codec<Price> {
  static Money encode(const Price& value) { return value.money; }
};

template <>
struct rwsplit::Codec<Email> {
  static const std::string& encode(const Email& value) { return value.address; }
};

namespace {

const std::string money_text = "an amount of money that is longer than a short string: ";

}  // namespace

TEST_CASE("no arguments pack to no values", "[row]") {
  const PackedParams packed{};
  CHECK(packed.values().empty());
}

TEST_CASE("each argument packs to its value", "[row]") {
  const std::string text = "text";
  const char* const nothing = nullptr;
  char buffer[8] = "buffer";
  const PackedParams packed{1,         std::uint8_t{2},          true,    2.5,          1.5F,    text,
                            "literal", std::string_view{"view"}, nothing, std::nullopt, nullptr, buffer};
  const std::span<const Value> values = packed.values();
  REQUIRE(values.size() == 12);
  CHECK(values[0].as_integer() == 1);
  CHECK(values[1].as_unsigned() == 2);
  CHECK(values[2].as_integer() == 1);
  CHECK(values[3].as_real() == 2.5);
  CHECK(values[4].as_real() == 1.5);
  CHECK(values[5].as_bytes() == "text");
  CHECK(values[6].as_bytes() == "literal");
  CHECK(values[7].as_bytes() == "view");
  CHECK(values[8].is_null());
  CHECK(values[9].is_null());
  CHECK(values[10].is_null());
  CHECK(values[11].as_bytes() == "buffer");
  CHECK(values[5].kind() == ValueKind::text);
}

TEST_CASE("packing copies no bytes", "[row]") {
  const std::string text(1000, 'x');
  const std::optional<std::string> maybe = text;
  const std::vector<std::byte> bytes(1000);
  const PackedParams packed{text, maybe, bytes, std::span{bytes}, std::string_view{text}};
  CHECK(packed.values()[0].as_bytes().data() == text.data());
  CHECK(packed.values()[1].as_bytes().data() == maybe->data());
  CHECK(static_cast<const void*>(packed.values()[2].as_bytes().data()) == bytes.data());
  CHECK(static_cast<const void*>(packed.values()[3].as_bytes().data()) == bytes.data());
  CHECK(packed.values()[4].as_bytes().data() == text.data());
  CHECK(packed.values()[2].kind() == ValueKind::blob);
  CHECK(packed.values()[3].kind() == ValueKind::blob);
}

TEST_CASE("what a codec made lives as long as the pack", "[row]") {
  const Money money{150};
  const Price price{{250}};
  const std::optional<Money> some = Money{350};
  const std::optional<Money> none;
  const std::optional<Price> some_price = Price{{450}};
  const Email email{"alice@example.org"};
  const PackedParams packed{money, price, some, none, some_price, email};
  REQUIRE(packed.values().size() == 6);
  CHECK(packed.values()[0].as_bytes() == money_text + "150");
  CHECK(packed.values()[1].as_bytes() == money_text + "250");
  CHECK(packed.values()[2].as_bytes() == money_text + "350");
  CHECK(packed.values()[3].is_null());
  CHECK(packed.values()[4].as_bytes() == money_text + "450");
  CHECK(packed.values()[5].as_bytes() == "alice@example.org");
}

TEST_CASE("a short text that a codec made is not lost with the string that held it", "[row]") {
  struct Local {
    static std::size_t total(std::span<const Value> values) {
      std::size_t total = 0;
      for (const Value& value : values) total += value.as_bytes().size();
      return total;
    }
  };
  // All temporaries live until the end of the full expression, so does what the pack made of them.
  CHECK(Local::total(PackedParams{Money{1}, std::string{"ab"}, std::optional{Email{"c"}}}.values()) ==
        money_text.size() + 1 + 3);
}

TEST_CASE("a pack stays where it is", "[row]") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<PackedParams<int>>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<PackedParams<int>>);
}

TEST_CASE("a list built at run time is passed on as it is", "[row]") {
  Params list;
  list.append(1).append("two");
  const PackedParams packed{list};
  CHECK(packed.values().data() == list.values().data());
  CHECK(packed.values().size() == 2);
}

TEST_CASE("a parameter without a form in SQL is an error while packing", "[row]") {
  const auto no_date = std::chrono::year{2023} / 2 / 30;
  CHECK_THROWS_AS(PackedParams{no_date}, rwsplit::ConversionError);
  Params list;
  CHECK_THROWS_AS(list.append(no_date), rwsplit::ConversionError);
  CHECK(list.empty());
}

TEST_CASE("a list owns copies of everything", "[row]") {
  Params list;
  CHECK(list.empty());
  {
    std::string text = "text";
    std::string viewed = "viewed";
    std::vector<std::byte> bytes{std::byte{0}, std::byte{1}};
    list.append(text).append(std::string_view{viewed}).append(bytes).append(viewed.c_str()).append(Money{5});
    list.append(std::optional<std::string>{}).append(std::optional{text}).append(7).append(Value::decimal("1.5"));
    text.assign("####");
    viewed.assign("######");
    bytes.assign(2, std::byte{9});
  }
  REQUIRE(list.size() == 9);
  const auto values = list.values();
  CHECK(values[0].as_bytes() == "text");
  CHECK(values[1].as_bytes() == "viewed");
  CHECK(values[2].as_bytes() == std::string_view{"\0\1", 2});
  CHECK(values[2].kind() == ValueKind::blob);
  CHECK(values[3].as_bytes() == "viewed");
  CHECK(values[4].as_bytes() == money_text + "5");
  CHECK(values[5].is_null());
  CHECK(values[6].as_bytes() == "text");
  CHECK(values[7].as_integer() == 7);
  CHECK(values[8].as_bytes() == "1.5");
  CHECK(values[8].kind() == ValueKind::decimal);
}

TEST_CASE("a list keeps empty texts apart from NULL", "[row]") {
  Params list;
  list.append("").append(std::string_view{}).append(nullptr);
  CHECK(list.values()[0].kind() == ValueKind::text);
  CHECK(list.values()[0].as_bytes().empty());
  CHECK(list.values()[1].kind() == ValueKind::text);
  CHECK(list.values()[2].is_null());
}

TEST_CASE("a list can be copied, moved and given to itself", "[row]") {
  Params list;
  list.append("short").append(std::string(100, 'x'));

  SECTION("a copy is deep") {
    Params copy = list;
    CHECK(copy.values()[0].as_bytes().data() != list.values()[0].as_bytes().data());
    list.append(1);
    CHECK(copy.size() == 2);
    list = Params{};
    CHECK(copy.values()[0].as_bytes() == "short");
    CHECK(copy.values()[1].as_bytes() == std::string(100, 'x'));
  }
  SECTION("copy assignment replaces everything") {
    Params other;
    other.append(1).append(2).append(3);
    other = list;
    CHECK(other.size() == 2);
    CHECK(other.values()[0].as_bytes() == "short");
  }
  SECTION("self-assignment changes nothing") {
    const Params& same = list;
    list = same;
    CHECK(list.size() == 2);
    CHECK(list.values()[0].as_bytes() == "short");
  }
  SECTION("a move takes the bytes along") {
    const char* const before = list.values()[0].as_bytes().data();
    const Params moved = std::move(list);
    CHECK(moved.values()[0].as_bytes().data() == before);
    CHECK(moved.values()[1].as_bytes() == std::string(100, 'x'));
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Params>);
    STATIC_REQUIRE(std::is_nothrow_move_assignable_v<Params>);
  }
  SECTION("values survive growth") {
    for (int i = 0; i < 1000; ++i) list.append(std::to_string(i));
    CHECK(list.values()[0].as_bytes() == "short");
    CHECK(list.values()[1001].as_bytes() == "999");
  }
  SECTION("a value of its own can be appended") {
    list.append(list.values()[0]);
    CHECK(list.values()[2].as_bytes() == "short");
  }
}
