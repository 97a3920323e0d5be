#include "answer.hpp"

#include <array>
#include <utility>

namespace guestbook {

std::string_view explanation(rwsplit::RouteReason reason) {
  using rwsplit::RouteReason;
  static constexpr std::array sentences{
      std::pair{RouteReason::by_statement, "A plain read: any replica may answer."},
      std::pair{RouteReason::request_pin, "You have just written: your pin keeps your reads on the master."},
      std::pair{RouteReason::no_fresh_replica, "You have just written, and no replica has it yet: the master answers."},
      std::pair{RouteReason::guard, "A decorator or a guard around the code asks for it."},
      std::pair{RouteReason::handler, "The handler of this address is declared to need it."},
      std::pair{RouteReason::method, "The request may change something: it works on the master."},
      std::pair{RouteReason::has_written, "This request has written: it reads its own writes."},
      std::pair{RouteReason::not_a_read, "A write: only the master takes it."},
      std::pair{RouteReason::no_replica, "No replica can be reached: the master stands in."},
      std::pair{RouteReason::disabled, "Splitting is switched off."},
  };
  for (const auto& [known, sentence] : sentences) {
    if (known == reason) return sentence;
  }
  return "";
}

}  // namespace guestbook
