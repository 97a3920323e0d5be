#include "pages.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <rwsplit/routing/engine_state.hpp>

#include "html.hpp"

namespace guestbook::pages {

namespace {

std::string document(std::string_view title, std::string_view content) {
  return fmt::format(
      R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0} – Guestbook</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<a class="brand" href="/">Guestbook</a>
<nav aria-label="Pages"><a href="/">Entries</a> <a href="/cluster">Live view</a> <a href="/admin">Admin</a></nav>
</header>
{1}
</body>
</html>
)",
      escape(title), content);
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count());
}

std::string lag_sentence(const Frame& frame) {
  if (!frame.lag) return "How far the replicas are behind is not known at the moment.";
  if (frame.lag->count() == 0) return "The replicas are up to date at the moment.";
  return fmt::format("The replicas are {} behind at the moment.", seconds(*frame.lag));
}

std::string pin_sentence(const Frame& frame) {
  if (frame.pin_on) {
    return fmt::format(
        "<strong>The pin is on.</strong> When you write, the response sets a signed cookie, and for {} s your reads go "
        "to the master. So you always see what you wrote.",
        frame.pin_time.count());
  }
  return "<strong>The pin is off.</strong> Your reads go to a replica even if you have just written. Write something: "
         "as long as the replicas are behind, your own entry is missing from the list.";
}

// The switch of the pin, with what it does. Without a script: a form with one button.
std::string pin_panel(const Frame& frame) {
  return fmt::format(R"(<section class="pin {0}" aria-label="Pin">
<form method="post" action="/pin">
<button class="switch" role="switch" aria-checked="{1}" name="pin" value="{2}" aria-label="Pin"><span></span></button>
</form>
<p>{3} <span class="quiet">{4}</span></p>
</section>
)",
                     frame.pin_on ? "on" : "off", frame.pin_on, frame.pin_on ? "off" : "on", pin_sentence(frame),
                     lag_sentence(frame));
}

std::string engine_badge(const Answer& answer) {
  constexpr std::size_t colors = 5;  // of the style sheet
  return fmt::format(R"(<span class="engine color-{}">{}</span>)", answer.index % colors, escape(answer.engine));
}

std::string answer_row(const Answer& answer) {
  return fmt::format(
      R"(<tr data-engine="{0}" data-reason="{2}"><td>{1}</td><td><b>{2}</b><br>{3}</td><td>{4}<br><code>{5}</code></td></tr>
)",
      escape(answer.engine), engine_badge(answer), rwsplit::to_string(answer.reason), explanation(answer.reason),
      rwsplit::to_string(answer.kind), escape(answer.place));
}

std::string answers_panel(const Frame& frame) {
  std::string rows;
  for (const Answer& answer : frame.answers) rows += answer_row(answer);
  return fmt::format(R"(<section class="answers">
<h2>How this page was answered</h2>
<table id="answers">
<thead><tr><th scope="col">Engine</th><th scope="col">Why</th><th scope="col">Statement</th></tr></thead>
<tbody>
{}</tbody>
</table>
</section>
)",
                     rows);
}

std::string complaint_of(const Draft& draft) {
  if (draft.complaint.empty()) return {};
  return fmt::format("<p class=\"complaint\" role=\"alert\">{}</p>\n", escape(draft.complaint));
}

std::string message_field(const Draft& draft) {
  return fmt::format(
      R"(<label>Message <textarea name="message" rows="3" maxlength="{}" required>{}</textarea></label>
)",
      store::max_message, escape(draft.message));
}

std::string write_form(const Draft& draft) {
  return fmt::format(R"(<section>
<h2>Sign the book</h2>
{0}<form class="fields" method="post" action="/entries">
<label>Name <input name="author" maxlength="{1}" autocomplete="name" required value="{2}"></label>
{3}<button>Sign</button>
</form>
</section>
)",
                     complaint_of(draft), store::max_author, escape(draft.author), message_field(draft));
}

std::string date(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day ymd{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string entry_item(const store::Entry& entry, bool just_written) {
  return fmt::format(R"(<li id="entry-{0}"{1}>
<p class="message">{2}</p>
<p class="by"><b>{3}</b> <span class="quiet">{4}</span> <a href="/entries/{0}/edit">Edit</a></p>
</li>
)",
                     entry.id, just_written ? " class=\"new\"" : "", escape(entry.message), escape(entry.author),
                     date(entry.written_at));
}

bool has(const std::vector<store::Entry>& entries, std::int64_t id) {
  return std::any_of(entries.begin(), entries.end(), [id](const store::Entry& entry) { return entry.id == id; });
}

// What this whole example is about: the visitor wrote, was sent here, and the list does not have it.
std::string stale_notice(const Frame& frame, const Book& book) {
  if (!book.written || frame.answers.empty() || has(book.entries, *book.written)) return {};
  if (frame.answers.back().index == rwsplit::master_index) return {};  // somebody has deleted it
  return fmt::format(
      R"(<p id="stale" class="complaint" role="alert"><strong>Your entry is missing.</strong> The master has
it, but {} answered, which is behind. <a href="">Load the page again</a> in a moment, or switch the pin on.</p>
)",
      engine_badge(frame.answers.back()));
}

std::string entry_list(const Frame& frame, const Book& book) {
  std::string items;
  for (const store::Entry& entry : book.entries) items += entry_item(entry, entry.id == book.written);
  if (items.empty()) items = "<li class=\"quiet\">Nobody has signed yet.</li>\n";
  return fmt::format(R"(<section>
<h2>{} {}</h2>
{}<ul class="entries">
{}</ul>
</section>
)",
                     book.count, book.count == 1 ? "entry" : "entries", stale_notice(frame, book), items);
}

}  // namespace

std::string list(const Frame& frame, const Book& book, const Draft& draft) {
  return document("Entries",
                  fmt::format("{}<div class=\"columns\">\n<main>\n{}{}</main>\n<aside>\n{}</aside>\n</div>",
                              pin_panel(frame), write_form(draft), entry_list(frame, book), answers_panel(frame)));
}

std::string edit(const Frame& frame, std::int64_t id, const Draft& draft) {
  const std::string form = fmt::format(R"(<section>
<h1>Entry {0}</h1>
{1}<form class="fields" method="post" action="/entries/{0}">
<p>By <b>{2}</b></p>
{3}<button>Save</button>
</form>
<form class="fields" method="post" action="/entries/{0}/delete"><button class="danger">Delete</button></form>
</section>
)",
                                       id, complaint_of(draft), escape(draft.author), message_field(draft));
  return document(fmt::format("Entry {}", id),
                  fmt::format("<div class=\"columns\">\n<main>\n{}</main>\n<aside>\n{}</aside>\n</div>", form,
                              answers_panel(frame)));
}

std::string admin(const Frame& frame, const std::vector<store::AuthorCount>& authors) {
  std::string rows;
  for (const store::AuthorCount& author : authors) {
    rows += fmt::format("<tr><td>{}</td><td class=\"number\">{}</td></tr>\n", escape(author.author), author.entries);
  }
  if (rows.empty()) rows = "<tr><td class=\"quiet\" colspan=\"2\">Nobody has signed yet.</td></tr>\n";
  const std::string content = fmt::format(R"(<section>
<h1>Admin</h1>
<p>This page is always answered by the master: its handler is wrapped with <code>with_master</code>. A real application
would also ask who you are.</p>
<table id="authors">
<thead><tr><th scope="col">Author</th><th scope="col" class="number">Entries</th></tr></thead>
<tbody>
{}</tbody>
</table>
<form class="fields" method="post" action="/admin/clear"><button class="danger">Delete all entries</button></form>
</section>
)",
                                          rows);
  return document("Admin", fmt::format("<div class=\"columns\">\n<main>\n{}</main>\n<aside>\n{}</aside>\n</div>",
                                       content, answers_panel(frame)));
}

std::string cluster(const Frame& frame) {
  return document("Live view", pin_panel(frame) + R"(<main>
<h1>Live view</h1>
<p id="trouble" class="complaint" role="alert" hidden>The guestbook does not answer.</p>
<table id="engines">
<thead><tr><th scope="col">Engine</th><th scope="col">Role</th><th scope="col">Reachable</th>
<th scope="col" class="number">Behind</th><th scope="col" class="number">Statements per second</th>
<th scope="col" class="number">Statements</th><th scope="col">Connections</th></tr></thead>
<tbody></tbody>
</table>
<p class="quiet"><label class="inline"><input type="checkbox" id="traffic"> Load the list of entries 20 times per second
from this browser</label>. The queries of this page itself are left out.</p>
<figure>
<figcaption>Statements per second</figcaption>
<canvas id="rates" role="img" aria-label="Statements per second of each engine in the last minute"></canvas>
</figure>
<figure>
<figcaption>Seconds behind the master</figcaption>
<canvas id="lags" role="img" aria-label="Seconds that each replica was behind in the last minute"></canvas>
</figure>
</main>
<script src="/live.js"></script>)");
}

std::string message(std::string_view title, std::string_view text) {
  return document(title,
                  fmt::format("<main>\n<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/\">Back to the entries</a></p>\n</main>",
                              escape(title), escape(text)));
}

}  // namespace guestbook::pages
