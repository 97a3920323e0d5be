#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/function_names.hpp>
#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/keyword_texts.hpp>
#include <rwsplit/sql/perfect_hash.hpp>
#include <rwsplit/sql/word.hpp>

namespace rwsplit::detail {

/// Makes one list of words of the keywords and of all lists of calls.
class WordCollection {
 public:
  static constexpr std::size_t max_words = 1500;

  consteval WordCollection() {
    std::size_t keyword = 1;
    for (std::string_view rest = keyword_texts; !rest.empty();) {
      at(take_word(rest)).keyword = static_cast<Keyword>(keyword++);
    }
    if (keyword != static_cast<std::size_t>(Keyword::count_of_keywords)) throw "keyword_texts differs from Keyword";
    for (const CallList& list : call_lists) add(list);
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return count_; }
  [[nodiscard]] constexpr const Word& operator[](std::size_t index) const noexcept { return words_[index]; }
  [[nodiscard]] constexpr std::uint64_t hash(std::size_t index) const noexcept { return hashes_[index]; }

 private:
  static constexpr std::size_t slot_count = 4096;

  /// Cuts the first word off a list in which a blank follows each word.
  static constexpr std::string_view take_word(std::string_view& rest) {
    const char* end = rest.data();
    while (*end != ' ') ++end;
    const std::string_view word{rest.data(), static_cast<std::size_t>(end - rest.data())};
    rest.remove_prefix(word.size() + 1);
    return word;
  }

  consteval void add(const CallList& list) {
    for (std::string_view rest = list.names; !rest.empty();) {
      Word& word = at(take_word(rest));
      if (word.call != Call::unknown && word.call != list.call) throw "a word is in two lists that differ";
      word.call = list.call;
      word.builtin_in = word.builtin_in | list.builtin_in;
      word.builtin_if_adjacent_in = word.builtin_if_adjacent_in | list.builtin_if_adjacent_in;
    }
  }

  consteval Word& at(std::string_view text) {
    const std::uint64_t hash = hash_of(text);
    std::size_t slot = static_cast<std::size_t>(hash ^ (hash >> 32U)) % slot_count;
    for (; slots_[slot] != 0; slot = (slot + 1) % slot_count) {
      const std::size_t index = slots_[slot] - std::size_t{1};
      if (hashes_[index] == hash) return words_[index];
    }
    words_[count_].text = text;
    hashes_[count_] = hash;
    slots_[slot] = static_cast<std::uint16_t>(++count_);
    return words_[count_ - 1];
  }

  // Plain arrays: compilers index them, while they compile, in half the time.
  Word words_[max_words]{};
  std::uint64_t hashes_[max_words]{};
  std::uint16_t slots_[slot_count]{};
  std::size_t count_{0};
};

/// All known words, each found with one probe and one comparison.
///
/// Thread safety: immutable, computed by the compiler.
template <std::size_t WordCount>
class WordTable {
 public:
  consteval explicit WordTable(const WordCollection& collection) : perfect_{hashes_of(collection)} {
    words_[0] = Word{};  // g++ 12 takes an element that only has its default for a change of the constant
    for (std::size_t i = 0; i < WordCount; ++i) {
      words_[i + 1] = collection[i];
      hashes_[i + 1] = collection.hash(i);
    }
  }

  /// `hash` is `hash_of(text)`. An unknown word gives an empty `Word`.
  [[nodiscard]] constexpr const Word& find(std::string_view text, std::uint64_t hash) const noexcept {
    const std::size_t index = perfect_.candidate(hash);
    const Word& word = words_[index];
    // Up to eight characters, `hash_of` never gives two texts one hash.
    const bool same = text.size() <= 8 ? hashes_[index] == hash && text.size() == word.text.size()
                                       : equals_folded(text, word.text);
    return same ? word : words_[0];
  }

  /// Every word, in no order that means anything.
  [[nodiscard]] constexpr const Word* begin() const noexcept { return words_.data() + 1; }
  [[nodiscard]] constexpr const Word* end() const noexcept { return words_.data() + words_.size(); }

 private:
  static consteval std::array<std::uint64_t, WordCount> hashes_of(const WordCollection& collection) {
    std::array<std::uint64_t, WordCount> hashes{};
    for (std::size_t i = 0; i < WordCount; ++i) hashes[i] = collection.hash(i);
    return hashes;
  }

  PerfectHash<WordCount> perfect_;
  std::array<std::uint64_t, WordCount + 1> hashes_{};
  std::array<Word, WordCount + 1> words_{};
};

inline constexpr WordCollection word_collection{};
inline constexpr WordTable<word_collection.size()> word_table{word_collection};

}  // namespace rwsplit::detail
