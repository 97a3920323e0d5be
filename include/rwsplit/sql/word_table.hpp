#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/function_names.hpp>
#include <rwsplit/sql/keyword.hpp>

namespace rwsplit::detail {

/// What the classifier knows about one word.
struct Word {
  std::string_view text{};
  Keyword keyword{Keyword::none};
  Call call{Call::unknown};
};

/// The texts of `Keyword`, in its order and without its trailing underscores.
inline constexpr std::string_view keyword_texts =
    "ALTER ANALYZE AS BY CALL CHANGE CREATE DELAYED DELETE DESC DESCRIBE DROP DUMPFILE EXISTS "
    "EXPLAIN FOR FROM GRANT GROUP HAVING HIGH_PRIORITY IF IGNORE INSERT INTO JOIN KEY KILL LIMIT "
    "LOAD LOCK LOW_PRIORITY NOT ON OPTIMIZE OR ORDER OUTFILE PROCEDURE PURGE READ RELEASE RENAME "
    "REPLACE REVOKE SELECT SET SQL SQL_CALC_FOUND_ROWS STRAIGHT_JOIN TABLE TRIGGER UNION UNLOCK UPDATE "
    "USE USING VALUES WHERE WITH WRITE "
    "ATTACH AUTOCOMMIT BACKUP BEGIN BINLOG CACHE CHAIN CHARACTER CHARSET CHECK CHECKSUM "
    "CLONE COLLATION COLUMNS COMMIT CONNECTION CONSISTENT COUNT DATA DATABASES DEALLOCATE DEFAULT "
    "DEFERRED DETACH DIAGNOSTICS DO END ERRORS EVENT EVENTS EXCLUSIVE EXECUTE EXPORT EXTENDED FIELDS "
    "FLUSH FORMAT FULL FUNCTION GET GLOBAL HANDLER HELP IMMEDIATE IMPORT INDEX INDEXES INSTALL "
    "INSTANCE KEYS MATERIALIZED MERGE NO ONLY PACKAGE PARTITIONS PASSWORD PERSIST PERSIST_ONLY PLAN "
    "PREPARE PROFILE PROFILES QUERY QUICK RECOVER RECURSIVE REINDEX REPAIR RESET RESOURCE RESTART "
    "ROLE ROLLBACK SAVEPOINT SCHEMAS SERVER SESSION SHARE SHOW SHUTDOWN START STATEMENT STATUS STOP "
    "SYSTEM_TIME TABLES TABLESPACE TEMP TEMPORARY TO TRANSACTION TRIGGERS TRUNCATE UNINSTALL USER "
    "VACUUM VALUE WARNINGS WORK XA XML ";

/// All known words in a hash table that the compiler builds.
class WordTable {
 public:
  consteval WordTable() {
    std::size_t keyword = 1;
    for (std::string_view rest = keyword_texts; !rest.empty();) {
      at(take_word(rest)).keyword = static_cast<Keyword>(keyword++);
    }
    if (keyword != static_cast<std::size_t>(Keyword::count_of_keywords)) throw "keyword_texts differs from Keyword";
    add(pure_functions, Call::pure);
    add(pure_if_adjacent_functions, Call::pure_if_adjacent);
    add(grouping_words, Call::grouping);
    add(after_parenthesis_words, Call::after_parenthesis);
    add(after_string_words, Call::after_string);
    add(session_changing_functions, Call::changes_session_state);
    add(session_reading_functions, Call::reads_session_state);
    add(per_server_functions, Call::per_server);
  }

  /// `hash` is `hash_of(text)`. An unknown word gives an empty `Word`.
  [[nodiscard]] constexpr const Word& find(std::string_view text, std::uint64_t hash) const noexcept {
    for (std::size_t slot = slot_of(hash);; slot = (slot + 1) % slot_count) {
      const Word& word = words_[slots_[slot]];
      if (slots_[slot] == 0 || equals_folded(text, word.text)) return word;
    }
  }

 private:
  static constexpr std::size_t slot_count = 2048;
  static constexpr std::size_t max_words = 640;

  [[nodiscard]] static constexpr std::size_t slot_of(std::uint64_t hash) noexcept {
    return static_cast<std::size_t>(hash ^ (hash >> 32U)) % slot_count;
  }

  /// Cuts the first word off a list in which a blank follows each word.
  static constexpr std::string_view take_word(std::string_view& rest) {
    const std::size_t length = rest.find(' ');
    const std::string_view word = rest.substr(0, length);
    rest.remove_prefix(length + 1);
    return word;
  }

  constexpr void add(std::string_view texts, Call call) {
    while (!texts.empty()) {
      Word& word = at(take_word(texts));
      if (word.call != Call::unknown) throw "a word is listed twice";
      word.call = call;
    }
  }

  constexpr Word& at(std::string_view text) {
    std::size_t slot = slot_of(hash_of(text));
    for (; slots_[slot] != 0; slot = (slot + 1) % slot_count) {
      if (words_[slots_[slot]].text == text) return words_[slots_[slot]];
    }
    slots_[slot] = static_cast<std::uint16_t>(++word_count_);
    words_.at(word_count_).text = text;
    return words_[word_count_];
  }

  std::array<std::uint16_t, slot_count> slots_{};
  std::array<Word, max_words> words_{};
  std::size_t word_count_{0};
};

inline constexpr WordTable word_table{};

}  // namespace rwsplit::detail
