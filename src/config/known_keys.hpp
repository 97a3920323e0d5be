#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rwsplit::detail {

/// What a duration without a unit is counted in.
enum class BareNumber : std::uint8_t {
  milliseconds,      ///< everywhere in rwsplit's own keys
  seconds,           ///< in the keys that SQLAlchemy made known
  seconds_or_never,  ///< likewise, and -1 is never
};

/// A key as it may be written.
struct KnownKey {
  /// `*` is one part that is a name: `replicas.*.url`.
  std::string pattern{};
  /// The option that is meant, if `pattern` is only another spelling of it.
  std::string option{};
  BareNumber bare_number{BareNumber::milliseconds};
};

/// A key that was recognized.
struct KeyMatch {
  const KnownKey* known{nullptr};
  /// What stands for the `*`, or empty.
  std::string name{};

  /// The option's key, with the name in it.
  [[nodiscard]] std::string option() const;
};

/// All keys that one reader understands.
class KnownKeys {
 public:
  /// `code_only`: last parts of keys that look like options and can be given in code only.
  KnownKeys(std::vector<KnownKey> keys, std::vector<std::string_view> code_only);

  [[nodiscard]] std::optional<KeyMatch> match(std::string_view key) const;
  /// The same for a key in which dots may be underscores, in any case; `names` are preferred to what stands there.
  [[nodiscard]] std::optional<KeyMatch> match_underscores(std::string_view key,
                                                          const std::vector<std::string>& names) const;
  /// A table without anything in it: the name, which is empty for one without a name; nothing for an unknown one.
  [[nodiscard]] std::optional<std::string> match_table(std::string_view key) const;

  /// What to say about a key that is none of them.
  [[nodiscard]] std::string about_unknown(std::string_view key) const;

 private:
  [[nodiscard]] std::string nearest(std::string_view key) const;

  std::vector<KnownKey> keys_;
  std::vector<std::string_view> code_only_;
};

/// How many characters have to be put in, taken out or replaced to make one text of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

}  // namespace rwsplit::detail
