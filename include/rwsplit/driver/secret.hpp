#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace rwsplit {

/// A password: it cannot be streamed or formatted by accident, shows itself as `***`, and is wiped when it dies.
///
/// Thread safety: distinct objects are independent.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_{std::move(value)} { wipe(value); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_{std::move(other.value_)} { wipe(other.value_); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe(value_);
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(value_);
      value_ = std::move(other.value_);
      wipe(other.value_);
    }
    return *this;
  }
  ~Secret() { wipe(value_); }

  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  /// The only way to the characters. Lifetime: the secret.
  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  // Overwrites the whole buffer: a short string that was moved from still has its characters inside the object.
  static void wipe(std::string& value) noexcept;

  std::string value_;
};

/// Always `***`; fmt 10 and later find it, earlier ones refuse to compile.
[[nodiscard]] constexpr std::string_view format_as(const Secret&) noexcept { return "***"; }

}  // namespace rwsplit
