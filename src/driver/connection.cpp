#include <rwsplit/driver/connection.hpp>

namespace rwsplit {

namespace {

class KeptRows final : public RowSink {
 public:
  explicit KeptRows(ResultSet& rows) noexcept : rows_{rows} {}

  void begin(const std::shared_ptr<const ResultSet::Columns>& columns) override { rows_ = ResultSet{columns}; }
  void row(std::span<const Value> values) override { rows_.push_row(values); }

 private:
  ResultSet& rows_;
};

}  // namespace

Reply Connection::execute(std::string_view text, std::span<const Value> parameters) {
  Reply reply;
  KeptRows rows{reply.rows};
  reply.summary = run(text, parameters, rows);
  return reply;
}

}  // namespace rwsplit
