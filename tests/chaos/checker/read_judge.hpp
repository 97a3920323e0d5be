#pragma once

#include <unordered_set>

#include "chaos/checker/floors.hpp"
#include "chaos/checker/list_table.hpp"

namespace rwsplit::chaos {

/// Holds the reads of an operation against floors.
///
/// Lifetime: refers to what it is made of.
class ReadJudge {
 public:
  ReadJudge(const History& history, const ListTable& lists, Report& report)
      : history_(history), lists_(lists), report_(report) {}

  /// Reports what the operation should have seen and did not.
  void judge(std::size_t reader, Floors& floors);

 private:
  void judge_number(std::size_t reader, const Item& item, Value number, const Floors& floors);
  void judge_unseen(std::size_t reader, Key list, Floors& floors);

  const History& history_;
  const ListTable& lists_;
  Report& report_;
  std::unordered_set<const Append*> lost_;  // reported already
};

}  // namespace rwsplit::chaos
