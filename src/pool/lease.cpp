#include <rwsplit/pool/lease.hpp>

#include <utility>

#include "pool/pool_core.hpp"

namespace rwsplit {

Lease::Lease(detail::PoolCore& core, detail::PoolSlot& slot) noexcept
    : core_{&core}, slot_{&slot}, connection_{slot.connection.get()} {}

Lease::Lease(Lease&& other) noexcept
    : core_{other.core_},
      slot_{std::exchange(other.slot_, nullptr)},
      connection_{std::exchange(other.connection_, nullptr)},
      dirty_{std::exchange(other.dirty_, false)},
      broken_{std::exchange(other.broken_, false)} {}

Lease& Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  core_ = other.core_;
  slot_ = std::exchange(other.slot_, nullptr);
  connection_ = std::exchange(other.connection_, nullptr);
  dirty_ = std::exchange(other.dirty_, false);
  broken_ = std::exchange(other.broken_, false);
  return *this;
}

Lease::~Lease() { give_back(); }

void Lease::give_back() noexcept {
  if (slot_ == nullptr) return;
  core_->give_back(*slot_, dirty_, broken_);
  slot_ = nullptr;
  connection_ = nullptr;
  dirty_ = false;
  broken_ = false;
}

}  // namespace rwsplit
