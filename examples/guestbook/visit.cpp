#include "visit.hpp"

#include <charconv>
#include <filesystem>
#include <string_view>

namespace guestbook {

namespace {

rwsplit::RequestHints hints(const Application& application, const httplib::Request& request, std::string_view cookies,
                            bool pin_on) {
  rwsplit::RequestHints hints =
      application.rules.hints_from({.method = request.method, .path = request.path, .cookie_header = cookies});
  if (!pin_on) hints.pin = {};  // the visitor wants to see what happens without
  return hints;
}

Answer answer(const rwsplit::TraceEntry& entry, const rwsplit::Topology& engines) {
  const std::string file = std::filesystem::path{entry.where.file()}.filename().string();
  return {.engine = std::string{entry.engine},
          .index = engines.find(entry.engine).value_or(rwsplit::master_index),
          .reason = entry.reason,
          .kind = entry.kind,
          .place = file + ":" + std::to_string(entry.where.line())};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

Visit::Visit(const Application& application, const rwsplit::HandlerPolicy& policy, const httplib::Request& request,
             httplib::Response& response)
    : application_{application},
      request_{request},
      response_{response},
      cookies_{request.get_header_value("Cookie")},
      pin_on_{cookies_.find("guestbook_pin=off") == std::string::npos},
      scope_{application.sessions, application.rules, hints(application, request, cookies_, pin_on_), policy} {}

std::string Visit::field(const std::string& name) const { return std::string{trimmed(request_.get_param_value(name))}; }

std::int64_t Visit::entry() const {
  const std::string digits = request_.matches[1];
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  return error == std::errc{} ? id : 0;  // no entry has the number 0
}

pages::Frame Visit::frame() {
  pages::Frame frame{
      .pin_on = pin_on_, .pin_time = application_.rules.options().pin.lifetime, .lag = application_.live.worst_lag()};
  const auto engines = application_.cluster.topology();
  for (const rwsplit::TraceEntry& entry : db().trace()) frame.answers.push_back(answer(entry, *engines));
  return frame;
}

void Visit::show(const std::string& html, int status) {
  response_.status = status;
  response_.set_header("Cache-Control", "no-store");  // going back asks again, and may meet another engine
  response_.set_content(html, "text/html; charset=utf-8");
}

void Visit::redirect(const std::string& path) { response_.set_redirect(path, 303); }

void Visit::set_cookie(const std::string& cookie) { response_.set_header("Set-Cookie", cookie); }

void Visit::send_pin() {
  if (!pin_on_) return;
  if (const auto pin = scope_.response_pin()) set_cookie(pin->set_cookie());
}

}  // namespace guestbook
