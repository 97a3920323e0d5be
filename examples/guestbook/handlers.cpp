#include "handlers.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <string>

#include "assets.hpp"
#include "pages.hpp"
#include "store.hpp"

namespace guestbook {

namespace {

// ---- what the pages do ----

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Of UTF-8: the bytes that begin one.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string complaint(const std::string& what, const std::string& text, std::size_t most) {
  if (text.empty()) return "Please write a " + what + ".";
  if (characters(text) > most) return "The " + what + " is too long: at most " + std::to_string(most) + " characters.";
  return {};
}

void not_found(Visit& visit) { visit.show(pages::message("Not found", "There is nothing at this address."), 404); }

void show_list(rwsplit::RoutingSession& db, Visit& visit, const pages::Draft& draft) {
  const pages::Book book{
      .entries = store::latest(db), .count = store::count(db), .written = number(visit.field("written"))};
  visit.show(pages::list(visit.frame(), book, draft), draft.complaint.empty() ? 200 : 422);
}

void list_entries(rwsplit::RoutingSession& db, Visit& visit) { show_list(db, visit, {}); }

void add_entry(rwsplit::RoutingSession& db, Visit& visit) {
  pages::Draft draft{.author = visit.field("author"), .message = visit.field("message")};
  draft.complaint = complaint("name", draft.author, store::max_author);
  if (draft.complaint.empty()) draft.complaint = complaint("message", draft.message, store::max_message);
  if (!draft.complaint.empty()) return show_list(db, visit, draft);
  const std::int64_t id = store::add(db, draft.author, draft.message);
  visit.redirect("/?written=" + std::to_string(id));
}

void show_entry(rwsplit::RoutingSession& db, Visit& visit) {
  const auto entry = store::find(db, visit.entry());
  if (!entry) return not_found(visit);
  visit.show(pages::edit(visit.frame(), entry->id, {.author = entry->author, .message = entry->message}));
}

void change_entry(rwsplit::RoutingSession& db, Visit& visit) {
  const auto entry = store::find(db, visit.entry());
  if (!entry) return not_found(visit);
  pages::Draft draft{.author = entry->author, .message = visit.field("message")};
  draft.complaint = complaint("message", draft.message, store::max_message);
  if (!draft.complaint.empty()) return visit.show(pages::edit(visit.frame(), entry->id, draft), 422);
  store::change(db, entry->id, draft.message);
  visit.redirect("/");
}

void delete_entry(rwsplit::RoutingSession& db, Visit& visit) {
  store::remove(db, visit.entry());
  visit.redirect("/");
}

void show_admin(rwsplit::RoutingSession& db, Visit& visit) {
  const auto authors = store::authors(db);
  visit.show(pages::admin(visit.frame(), authors));
}

void delete_all(rwsplit::RoutingSession& db, Visit& visit) {
  store::clear(db);
  visit.redirect("/admin");
}

// Of this visitor only. Touches no database.
void switch_pin(rwsplit::RoutingSession&, Visit& visit) {
  const std::string state = visit.field("pin") == "off" ? "off" : "on";
  visit.set_cookie("guestbook_pin=" + state + "; Path=/; HttpOnly; SameSite=Lax");
  visit.redirect("/");
}

void show_cluster(rwsplit::RoutingSession&, Visit& visit) { visit.show(pages::cluster(visit.frame())); }

// ---- around each of them ----

using Work = std::function<void(rwsplit::RoutingSession&, Visit&)>;

int status_of(const rwsplit::Error& error) {
  const bool passing = dynamic_cast<const rwsplit::ConnectionError*>(&error) != nullptr ||
                       dynamic_cast<const rwsplit::Unavailable*>(&error) != nullptr ||
                       dynamic_cast<const rwsplit::PoolTimeout*>(&error) != nullptr;
  return passing ? 503 : 500;
}

httplib::Server::Handler handler(const Application& application, rwsplit::HandlerPolicy policy, Work work) {
  return [&application, policy = std::move(policy), work = std::move(work)](const httplib::Request& request,
                                                                            httplib::Response& response) {
    Visit visit{application, policy, request, response};
    try {
      work(visit.db(), visit);
    } catch (const rwsplit::Error& error) {  // its text holds neither values nor secrets
      visit.show(pages::message("That did not work", error.what()), status_of(error));
    }
    visit.send_pin();
  };
}

httplib::Server::Handler file(std::string content, std::string type) {
  return [content = std::move(content), type = std::move(type)](const httplib::Request&, httplib::Response& response) {
    response.set_content(content, type);
  };
}

}  // namespace

void add_handlers(httplib::Server& server, const Application& application) {
  const auto page = [&](Work work) { return handler(application, {}, std::move(work)); };
  server.Get("/", page(list_entries));
  server.Post("/entries", page(add_entry));
  // What is about to be changed must not be an old state: this handler is declared.
  server.Get(R"(/entries/(\d+)/edit)", handler(application, rwsplit::HandlerPolicy::master(), show_entry));
  server.Post(R"(/entries/(\d+))", page(change_entry));
  server.Post(R"(/entries/(\d+)/delete)", page(delete_entry));
  // The decorator: whoever calls the function, it runs on the master.
  server.Get("/admin", page(rwsplit::with_master(show_admin)));
  server.Post("/admin/clear", page(delete_all));
  server.Post("/pin", page(switch_pin));
  server.Get("/cluster", page(show_cluster));
  server.Get("/cluster.json", [&application](const httplib::Request&, httplib::Response& response) {
    response.set_content(application.live.json(), "application/json");
  });
  server.Get("/style.css", file(assets::style, "text/css"));
  server.Get("/live.js", file(assets::live, "text/javascript"));
}

}  // namespace guestbook
