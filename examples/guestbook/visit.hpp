#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <httplib.h>

#include <rwsplit/rwsplit.hpp>

#include "live_view.hpp"
#include "pages.hpp"

namespace guestbook {

/// What all requests share. Lifetime: the server's.
struct Application {
  rwsplit::Cluster& cluster;
  /// The requests' sessions, which remember what was decided for the page to show.
  rwsplit::ScopedSession& sessions;
  const rwsplit::RequestRules& rules;
  const LiveView& live;
};

/// One request on its way, and the unit of work that its statements belong to.
class Visit {
 public:
  Visit(const Application& application, const rwsplit::HandlerPolicy& policy, const httplib::Request& request,
        httplib::Response& response);

  [[nodiscard]] rwsplit::RoutingSession& db() { return scope_.session(); }

  /// A value of the query or the form, without blanks around it; empty without one.
  [[nodiscard]] std::string field(const std::string& name) const;
  /// The number of the entry in the path.
  [[nodiscard]] std::int64_t entry() const;
  /// For the page: what has been decided so far, and the state of the pin.
  [[nodiscard]] pages::Frame frame();

  void show(const std::string& html, int status = 200);
  /// See Other: the browser comes back with a GET, and loading that page again writes nothing twice.
  void redirect(const std::string& path);
  void set_cookie(const std::string& cookie);
  /// Lets the visitor's next request see what this one wrote. To be called when all work is done, failed or not.
  void send_pin();

 private:
  const Application& application_;
  const httplib::Request& request_;
  httplib::Response& response_;
  std::string cookies_;  // the hints refer to it
  bool pin_on_;
  rwsplit::RequestScope scope_;
};

}  // namespace guestbook
