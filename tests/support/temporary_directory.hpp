#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <system_error>

namespace rwsplit::testing {

/// A directory of its own for one test; it and everything in it is removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::random_device randomness;
    do {
      path_ = std::filesystem::temp_directory_path() / ("rwsplit-test-" + std::to_string(randomness()));
    } while (!std::filesystem::create_directory(path_));
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;  // a file that cannot be removed must not fail the test
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace rwsplit::testing
