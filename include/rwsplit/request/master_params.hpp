#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace rwsplit {

/// One parameter of a request, from its query or form, that asks for the master.
struct MasterParam {
  // A pointer is no bool here: {{"m", "n"}} is not a parameter m with "n" for consume.
  MasterParam(const char* parameter) : name{parameter} {}             // NOLINT(google-explicit-constructor)
  MasterParam(std::string parameter) : name{std::move(parameter)} {}  // NOLINT(google-explicit-constructor)
  MasterParam(std::string parameter, std::same_as<bool> auto erase) : name{std::move(parameter)}, consume{erase} {}

  std::string name;
  /// The handler does not see it.
  bool consume{true};

  friend bool operator==(const MasterParam&, const MasterParam&) = default;
};

/// Parameters that send a request to the master, for the page that is shown after a redirect: `/entries?m=1`.
///
/// Being there decides, whatever the value. They can ask for nothing but the master, because anybody can send them.
class MasterParams {
 public:
  MasterParams() = default;
  /// `{"m", "n"}`, all of them consumed, or `{{"m", true}, {"n", false}}`. Throws: `ConfigError` for an empty name.
  MasterParams(std::initializer_list<MasterParam> items) {
    for (const MasterParam& item : items) add(item);
  }

  /// One that is there already stays, and is consumed if either says so. Throws: `ConfigError` for an empty name.
  void add(MasterParam item);

  [[nodiscard]] const std::vector<MasterParam>& items() const noexcept { return items_; }
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }

  /// True if one of them is among the parameters of a request, which may be a `std::multimap<std::string, std::string>`
  /// or anything with its `find`, `end` and `erase(name)`. All of them are looked for, and erased if they are consumed.
  template <class Parameters>
  [[nodiscard]] bool take(Parameters& parameters) const {
    bool found = false;
    for (const MasterParam& item : items_) {
      if (parameters.find(item.name) == parameters.end()) continue;
      found = true;
      if (item.consume) parameters.erase(item.name);
    }
    return found;
  }

  /// The parameters of both.
  friend MasterParams operator|(MasterParams left, const MasterParams& right) {
    for (const MasterParam& item : right.items_) left.add(item);
    return left;
  }
  friend bool operator==(const MasterParams&, const MasterParams&) = default;

 private:
  std::vector<MasterParam> items_;
};

}  // namespace rwsplit
