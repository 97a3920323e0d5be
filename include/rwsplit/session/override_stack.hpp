#pragma once

#include <optional>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/routing/target.hpp>

namespace rwsplit::detail {

/// One guard in a session's list. Unlinks itself, so that guards may end in any order, also after the session.
class OverrideNode {
 public:
  OverrideNode() noexcept = default;
  OverrideNode(const OverrideNode&) = delete;
  OverrideNode& operator=(const OverrideNode&) = delete;
  ~OverrideNode() { unlink(); }

 private:
  friend class OverrideStack;
  friend class OverrideGuard;

  void unlink() noexcept {
    before_->after_ = after_;
    after_->before_ = before_;
    before_ = after_ = this;
  }

  OverrideNode* before_{this};
  OverrideNode* after_{this};
  /// What it says; a guard says one of them.
  std::optional<Target> target_{};
  std::optional<Consistency> consistency_{};
  bool freezes_{false};
};

/// A session's guards, outermost first: a circular list around an end node.
class OverrideStack {
 public:
  OverrideStack() noexcept = default;
  OverrideStack(const OverrideStack&) = delete;
  OverrideStack& operator=(const OverrideStack&) = delete;
  ~OverrideStack() {
    while (end_.after_ != &end_) end_.after_->unlink();
  }

  void push(OverrideNode& node) noexcept {
    node.before_ = end_.before_;
    node.after_ = &end_;
    end_.before_->after_ = &node;
    end_.before_ = &node;
  }

  /// The innermost guard's target; guards inside a `FreezeRouting` do not count.
  [[nodiscard]] std::optional<Target> innermost() const noexcept {
    std::optional<Target> target;
    for (const OverrideNode* node = end_.after_; node != &end_ && !node->freezes_; node = node->after_) {
      if (node->target_) target = node->target_;
    }
    return target;
  }
  /// The innermost guard's consistency, or null. Lifetime: the guard's.
  [[nodiscard]] const Consistency* consistency() const noexcept {
    for (const OverrideNode* node = end_.before_; node != &end_; node = node->before_) {
      if (node->consistency_) return &*node->consistency_;
    }
    return nullptr;
  }

 private:
  OverrideNode end_;
};

}  // namespace rwsplit::detail
