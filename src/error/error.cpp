#include <rwsplit/error/error.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <rwsplit/error/categories.hpp>

namespace rwsplit {
namespace {

// Numbers of this library's own conditions would mean nothing to a reader: the words in front say the same.
bool number_is_worth_showing(const std::error_code& code) {
  return code.value() != 0 && code.category() != library_category();
}

// " (server error 1062, SQLSTATE 23000, engine master)", or nothing.
std::string details_of(const ErrorInfo& info) {
  std::string details;
  const auto add = [&details](std::string_view label, std::string_view text) {
    details.append(details.empty() ? " (" : ", ").append(label).append(text);
  };
  if (number_is_worth_showing(info.code)) {
    add(info.code.category().name(), " error " + std::to_string(info.code.value()));
  }
  if (!info.sqlstate.empty()) add("SQLSTATE ", info.sqlstate);
  if (!info.engine.empty()) add("engine ", info.engine);
  return details.empty() ? details : details + ")";
}

std::string compose(const ErrorInfo& info) {
  std::string text = info.what.empty() ? info.code.message() : info.what;
  text += details_of(info);
  if (info.where.line() != 0)
    text.append(" at ").append(info.where.file()).append(":" + std::to_string(info.where.line()));
  // Names in the text may come from a result or a configuration file; a log line must stay one line.
  for (char& character : text) {
    if (character == '\n' || character == '\r') character = ' ';
  }
  return text;
}

}  // namespace

Error::Error(ErrorInfo info) : std::system_error{info.code} {
  std::string text = compose(info);
  payload_ = std::make_shared<const Payload>(Payload{std::move(info), std::move(text)});
}

const char* Error::what() const noexcept { return payload_->text.c_str(); }

void Error::add_context(std::string_view engine, SourceLocation where) {
  const bool adds_engine = payload_->info.engine.empty() && !engine.empty();
  const bool adds_where = payload_->info.where.line() == 0 && where.line() != 0;
  if (!adds_engine && !adds_where) return;

  ErrorInfo info = payload_->info;
  if (adds_engine) info.engine = engine;
  if (adds_where) info.where = where;
  std::string text = compose(info);
  payload_ = std::make_shared<const Payload>(Payload{std::move(info), std::move(text)});
}

}  // namespace rwsplit
