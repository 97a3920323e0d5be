#include <rwsplit/driver/url.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

#include <fmt/format.h>

#include <rwsplit/error/config_error.hpp>

// No message quotes a part of the text that could hold a password, also not when the password itself is what broke the
// syntax: an unescaped `/` or `?` in it moves its characters into the port, the database or the options.

namespace rwsplit {

namespace {

constexpr std::string_view escape_hint =
    "; in a user, password or option value write `@` as %40, `:` as %3A, `/` as %2F, `?` as %3F, `#` as %23, `%` as "
    "%25";

[[noreturn]] void fail(std::string_view problem) { throw ConfigError{fmt::format("malformed URL: {}", problem)}; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_control(char c) noexcept { return (c >= '\0' && c < ' ') || c == '\x7f'; }

// A part of the URL, which knows where in the whole text it stands.
struct Part {
  std::string_view text;
  std::size_t offset{0};

  [[nodiscard]] Part sub(std::size_t from, std::size_t count = std::string_view::npos) const {
    return {text.substr(from, count), offset + from};
  }
};

std::string decoded(const Part& part, std::string_view what) {
  std::string result;
  result.reserve(part.text.size());  // no second buffer: it would leave an unwiped copy of a password behind
  for (std::size_t i = 0; i < part.text.size(); ++i) {
    if (part.text[i] != '%') {
      result.push_back(part.text[i]);
      continue;
    }
    const int high = i + 2 < part.text.size() ? hex_digit(part.text[i + 1]) : -1;
    const int low = i + 2 < part.text.size() ? hex_digit(part.text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      fail(fmt::format(
          "in the {}, the `%` at position {} is not followed by two hexadecimal digits; write %25 for a `%`", what,
          part.offset + i + 1));
    }
    if (high == 0 && low == 0)
      fail(fmt::format("in the {}, %00 at position {} is not possible", what, part.offset + i + 1));
    result.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return result;
}

std::string parse_scheme(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) fail("no scheme; begin with `mysql://`, `mariadb://` or `sqlite:`");
  const auto scheme = text.substr(0, colon);
  const bool good = !scheme.empty() && is_letter(scheme.front()) &&
                    std::all_of(scheme.begin(), scheme.end(),
                                [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
  if (!good) fail("what stands before the first `:` is no scheme; begin with `mysql://`, `mariadb://` or `sqlite:`");
  std::string result{scheme};
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::uint16_t parse_port(const Part& part) {
  unsigned value = 0;
  const char* const end = part.text.data() + part.text.size();
  const auto [stop, error] = std::from_chars(part.text.data(), end, value);
  if (error != std::errc{} || stop != end || value == 0 || value > 65535) {
    fail(fmt::format("the port at position {} is not a number from 1 to 65535{}", part.offset + 1, escape_hint));
  }
  return static_cast<std::uint16_t>(value);
}

void parse_bracketed_host(const Part& part, Url& url) {
  const auto close = part.text.find(']');
  if (close == std::string_view::npos) fail(fmt::format("the `[` at position {} has no `]`", part.offset + 1));
  url.host = decoded(part.sub(1, close - 1), "host");
  const auto zone = std::min(url.host.find('%'), url.host.size());
  const bool good = url.host.find(':') != std::string::npos &&
                    std::all_of(url.host.begin(), url.host.begin() + static_cast<std::ptrdiff_t>(zone),
                                [](char c) { return hex_digit(c) >= 0 || c == ':' || c == '.'; });
  if (!good) fail(fmt::format("what stands in brackets at position {} is no IPv6 address", part.offset + 1));
  const auto rest = part.sub(close + 1);
  if (rest.text.empty()) return;
  if (rest.text.front() != ':') fail(fmt::format("only `:port` may follow the `]` at position {}", rest.offset));
  url.port = parse_port(rest.sub(1));
}

void parse_host_and_port(const Part& part, Url& url) {
  if (!part.text.empty() && part.text.front() == '[') return parse_bracketed_host(part, url);
  const auto colon = part.text.find(':');
  if (colon != std::string_view::npos) {
    if (part.text.find(':', colon + 1) != std::string_view::npos) {
      fail(fmt::format(
          "more than one `:` in host and port at position {}; an IPv6 address stands in brackets, as in [::1]{}",
          part.offset + 1, escape_hint));
    }
    url.port = parse_port(part.sub(colon + 1));
  }
  url.host = decoded(part.sub(0, colon), "host");
  if (url.port && url.host.empty()) fail(fmt::format("a port without a host at position {}", part.offset + 1));
}

void parse_authority(const Part& part, Url& url) {
  const auto at = part.text.find('@');
  if (at == std::string_view::npos) return parse_host_and_port(part, url);
  const auto login = part.sub(0, at);
  const auto colon = login.text.find(':');
  url.user = decoded(login.sub(0, colon), "user");
  if (colon != std::string_view::npos) url.password = Secret{decoded(login.sub(colon + 1), "password")};
  parse_host_and_port(part.sub(at + 1), url);
}

void parse_option(const Part& part, Url& url) {
  const auto equals = part.text.find('=');
  auto name = decoded(part.sub(0, equals), "options");
  const bool good = !name.empty() && std::all_of(name.begin(), name.end(),
                                                 [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  if (!good) {
    fail(fmt::format("the option at position {} has no proper name; options look like `?name=value&name=value`{}",
                     part.offset + 1, escape_hint));
  }
  if (equals == std::string_view::npos) fail(fmt::format("the option `{}` has no value; write `{}=value`", name, name));
  if (url.option(name)) fail(fmt::format("the option `{}` is given twice", name));
  url.options.emplace_back(std::move(name), decoded(part.sub(equals + 1), "options"));
}

void parse_options(Part part, Url& url) {
  for (;;) {
    const auto end = part.text.find('&');
    parse_option(part.sub(0, end), url);
    if (end == std::string_view::npos) return;
    part = part.sub(end + 1);
  }
}

// `//user:password@host:port/database`
void parse_server(const Part& part, Url& url) {
  const auto authority = part.sub(2);
  const auto slash = authority.text.find('/');
  const auto first_at = authority.text.find('@');
  // Not quoted and checked before anything else: behind the first one may be the rest of a password.
  if (first_at != std::string_view::npos &&
      (first_at > slash || authority.text.find('@', first_at + 1) != std::string_view::npos)) {
    fail(fmt::format("an `@` that does not end user and password{}", escape_hint));
  }
  parse_authority(authority.sub(0, slash), url);
  if (slash == std::string_view::npos) return;
  const auto database = authority.sub(slash + 1);
  if (database.text.find('/') != std::string_view::npos) {
    fail(fmt::format("a second `/` in the database name at position {}{}", database.offset + 1, escape_hint));
  }
  url.path = decoded(database, "database name");
}

// `/path`, `relative`, `:memory:` or `///path`
void parse_file(Part part, Url& url) {
  if (part.text.substr(0, 2) == "//") {
    if (part.text.size() < 3 || part.text[2] != '/')
      fail("a `sqlite:` URL has no host; write `sqlite:/path` or `sqlite:relative.db`");
    part = part.sub(2);
  }
  url.path = decoded(part, "path");
  if (url.path.empty())
    fail("the `sqlite:` URL names no file; write `sqlite:/path`, `sqlite:relative.db` or `sqlite::memory:`");
}

void check_characters(std::string_view text) {
  if (text.empty()) fail("it is empty");
  const auto bad = std::find_if(text.begin(), text.end(), is_control);
  if (bad != text.end()) fail(fmt::format("a control character (a line end?) at position {}", bad - text.begin() + 1));
}

bool is_plain(char c) noexcept {
  return is_letter(c) || is_digit(c) || std::string_view{"-._~/:,"}.find(c) != std::string_view::npos;
}

std::string encoded(std::string_view text, std::string_view never_plain = {}) {
  std::string result;
  for (const char c : text) {
    if (is_plain(c) && never_plain.find(c) == std::string_view::npos) {
      result.push_back(c);
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return result;
}

std::string redacted_authority(const Url& url) {
  std::string result = encoded(url.user, "/:");
  if (!url.password.empty()) result += ":***";
  if (!result.empty()) result += '@';
  const bool bracketed = url.host.find(':') != std::string::npos;
  result += bracketed ? fmt::format("[{}]", encoded(url.host, "/")) : encoded(url.host, "/");
  if (url.port) result += fmt::format(":{}", *url.port);
  return result;
}

}  // namespace

Url Url::parse(std::string_view text) {
  check_characters(text);
  Url url;
  url.scheme = parse_scheme(text);
  const bool is_file = url.scheme == "sqlite";
  const Part rest = Part{text, 0}.sub(url.scheme.size() + 1);
  // The scheme is not quoted: in `user:password@host` it is the user.
  if (!is_file && rest.text.substr(0, 2) != "//")
    fail("the scheme is not followed by `//`; write `mysql://user@host/database`");
  if (const auto hash = rest.text.find('#'); hash != std::string_view::npos) {
    fail(fmt::format("a `#` at position {}; fragments have no meaning here{}", rest.offset + hash + 1, escape_hint));
  }
  const auto question = rest.text.find('?');
  // In a server URL an `@` behind the `?` means that the `?` was part of a password.
  if (!is_file && question != std::string_view::npos && rest.text.find('@', question) != std::string_view::npos) {
    fail(fmt::format("an `@` among the options{}", escape_hint));
  }
  const auto location = rest.sub(0, question);
  is_file ? parse_file(location, url) : parse_server(location, url);
  if (question != std::string_view::npos) parse_options(rest.sub(question + 1), url);
  return url;
}

std::optional<std::string_view> Url::option(std::string_view name) const noexcept {
  for (const auto& [key, value] : options) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string Url::redacted() const {
  std::string result =
      scheme == "sqlite" ? "sqlite:" + encoded(path) : fmt::format("{}://{}", scheme, redacted_authority(*this));
  if (scheme != "sqlite" && !path.empty()) result += "/" + encoded(path, "/");
  char separator = '?';
  for (const auto& [name, value] : options) {
    result += fmt::format("{}{}={}", separator, name, encoded(value));
    separator = '&';
  }
  return result;
}

}  // namespace rwsplit
