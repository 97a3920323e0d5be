#pragma once

#include <httplib.h>

#include "visit.hpp"

namespace guestbook {

/// Lifetime: `application` outlives the server.
void add_handlers(httplib::Server& server, const Application& application);

}  // namespace guestbook
