#include "row/temporal_text.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rwsplit::detail {
namespace {

using namespace std::chrono_literals;

// Takes a text apart from the left; each step says whether it succeeded.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_{text} {}

  bool take(char expected) noexcept {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // As many digits as there are, if that is within the limits.
  bool take_number(std::size_t fewest_digits, std::size_t most_digits, int& number) noexcept {
    std::size_t digits = 0;
    number = 0;
    while (digits < rest_.size() && digits < most_digits && rest_[digits] >= '0' && rest_[digits] <= '9') {
      number = number * 10 + (rest_[digits] - '0');
      ++digits;
    }
    if (digits < fewest_digits) return false;
    rest_.remove_prefix(digits);
    taken_ = digits;
    return true;
  }

  // The digits after a decimal point, as microseconds.
  bool take_fraction(int& microseconds) noexcept {
    if (!take_number(1, 6, microseconds)) return false;
    for (std::size_t digits = taken_; digits < 6; ++digits) microseconds *= 10;
    return true;
  }

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
  std::size_t taken_{0};
};

std::optional<Value::Days> scan_date(Scanner& scanner) noexcept {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!scanner.take_number(4, 4, year) || !scanner.take('-')) return std::nullopt;
  if (!scanner.take_number(2, 2, month) || !scanner.take('-') || !scanner.take_number(2, 2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Value::Days{date};
}

std::optional<Value::Microseconds> scan_time(Scanner& scanner, std::size_t most_hour_digits) noexcept {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int microseconds = 0;
  if (!scanner.take_number(2, most_hour_digits, hours) || !scanner.take(':')) return std::nullopt;
  if (!scanner.take_number(2, 2, minutes) || !scanner.take(':') || !scanner.take_number(2, 2, seconds)) {
    return std::nullopt;
  }
  if (scanner.take('.') && !scanner.take_fraction(microseconds)) return std::nullopt;
  if (minutes > 59 || seconds > 59 || !scanner.at_end()) return std::nullopt;
  return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds} +
         std::chrono::microseconds{microseconds};
}

}  // namespace

std::optional<Value::Days> parse_date(std::string_view text) noexcept {
  Scanner scanner{text};
  const auto date = scan_date(scanner);
  return scanner.at_end() ? date : std::nullopt;
}

std::optional<Value::Microseconds> parse_time(std::string_view text) noexcept {
  Scanner scanner{text};
  const bool negative = scanner.take('-');
  const auto time = scan_time(scanner, 3);
  if (!time) return std::nullopt;
  return negative ? -*time : *time;
}

std::optional<Value::LocalTime> parse_datetime(std::string_view text) noexcept {
  Scanner scanner{text};
  const auto date = scan_date(scanner);
  if (!date) return std::nullopt;
  const Value::LocalTime midnight{date->time_since_epoch()};
  if (scanner.at_end()) return midnight;
  if (!scanner.take(' ') && !scanner.take('T')) return std::nullopt;
  const auto time = scan_time(scanner, 2);
  if (!time || *time >= 24h) return std::nullopt;
  return midnight + *time;
}

}  // namespace rwsplit::detail
