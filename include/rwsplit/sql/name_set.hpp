#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/perfect_hash.hpp>

namespace rwsplit::detail {

/// Number of words in a list in which a blank follows each word.
[[nodiscard]] consteval std::size_t count_words(std::string_view list) {
  std::size_t count = 0;
  for (const char c : list) count += c == ' ' ? 1 : 0;
  return count;
}

/// A fixed set of names, compared without regard to ASCII case.
///
/// Thread safety: immutable, computed by the compiler.
template <std::size_t NameCount>
class NameSet {
 public:
  /// `list` in upper case, a blank after each name.
  consteval explicit NameSet(std::string_view list) : names_{split(list)}, perfect_{hashes_of(names_)} {}

  [[nodiscard]] constexpr bool contains(std::string_view name) const noexcept {
    const std::size_t candidate = perfect_.candidate(hash_of(name));
    return candidate != 0 && equals_folded(name, names_[candidate - 1]);
  }

 private:
  using Names = std::array<std::string_view, NameCount>;

  static consteval Names split(std::string_view list) {
    Names names{};
    for (std::string_view& name : names) {
      name = list.substr(0, list.find(' '));
      list.remove_prefix(name.size() + 1);
    }
    return names;
  }

  static consteval std::array<std::uint64_t, NameCount> hashes_of(const Names& names) {
    std::array<std::uint64_t, NameCount> hashes{};
    for (std::size_t i = 0; i < NameCount; ++i) hashes[i] = hash_of(names[i]);
    return hashes;
  }

  Names names_;
  PerfectHash<NameCount> perfect_;
};

}  // namespace rwsplit::detail
