#include "cli/statement_reader.hpp"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

#include "cli/io_error.hpp"

namespace rwsplit::cli {

namespace {
constexpr std::size_t block_size = 65'536;
}

StatementReader::StatementReader(int descriptor, Separator separator)
    : descriptor_{descriptor}, separator_{separator}, buffer_(2 * block_size) {}

std::optional<std::string_view> StatementReader::next() noexcept {
  const std::string_view unread{buffer_.data(), end_};
  const std::size_t found = unread.find(static_cast<char>(separator_), scanned_);
  if (found == std::string_view::npos) {
    scanned_ = end_;
    return std::nullopt;
  }
  const std::string_view text = statement(found);
  begin_ = scanned_ = found + 1;
  return text;
}

bool StatementReader::read_more() {
  make_room();
  for (;;) {
    const ssize_t count = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
    if (count >= 0) {
      end_ += static_cast<std::size_t>(count);
      return count > 0;
    }
    if (errno != EINTR) throw IoError{errno, std::generic_category(), "cannot read standard input"};
  }
}

std::optional<std::string_view> StatementReader::last() noexcept {
  if (begin_ == end_) return std::nullopt;
  const std::string_view text = statement(end_);
  begin_ = scanned_ = end_;
  return text;
}

std::string_view StatementReader::statement(std::size_t end) const noexcept {
  std::string_view text{buffer_.data() + begin_, end - begin_};
  if (separator_ == Separator::newline && text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

void StatementReader::make_room() {
  if (begin_ > 0) {
    std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < block_size) buffer_.resize(2 * buffer_.size());
}

}  // namespace rwsplit::cli
