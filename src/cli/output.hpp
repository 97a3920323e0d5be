#pragma once

#include <cstddef>
#include <string>

namespace rwsplit::cli {

/// Text on its way to a file descriptor, written in large pieces.
class Output {
 public:
  explicit Output(int descriptor);

  /// What is not written yet; append to it.
  [[nodiscard]] std::string& text() noexcept { return text_; }
  /// Keeps the memory bounded: to be called after each piece.
  void flush_if_large() {
    if (text_.size() >= large) flush();
  }
  /// Blocking: until the reader at the other end has taken it.
  /// Throws: IoError.
  void flush();

 private:
  static constexpr std::size_t large = 65'536;

  int descriptor_;
  std::string text_;
};

}  // namespace rwsplit::cli
