#pragma once

#include "chaos/checker/read_judge.hpp"

namespace rwsplit::chaos {

/// Reads of a session see what it wrote, what it saw, and what the tokens stand for that it accepted.
void check_sessions(const History& history, const ListTable& lists, ReadJudge& judge, Report& report);

/// Strong reads see everything that was acknowledged before they began.
void check_strong_reads(const History& history, const ListTable& lists, ReadJudge& judge);

}  // namespace rwsplit::chaos
