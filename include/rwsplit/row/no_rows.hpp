#pragma once

#include <memory>
#include <span>

#include <rwsplit/row/row_sink.hpp>

namespace rwsplit::detail {

/// For a statement whose rows, if any, are of no interest.
class NoRows final : public RowSink {
 public:
  void begin(const std::shared_ptr<const ResultSet::Columns>&) override {}
  void row(std::span<const Value>) override {}
};

}  // namespace rwsplit::detail
