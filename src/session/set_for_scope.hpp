#pragma once

namespace rwsplit::detail {

/// True until the end of the scope.
class SetForScope {
 public:
  explicit SetForScope(bool& flag) noexcept : flag_{flag} { flag_ = true; }
  SetForScope(const SetForScope&) = delete;
  SetForScope& operator=(const SetForScope&) = delete;
  ~SetForScope() { flag_ = false; }

 private:
  bool& flag_;
};

}  // namespace rwsplit::detail
