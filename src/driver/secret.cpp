#include <rwsplit/driver/secret.hpp>

#include <cstddef>

namespace rwsplit {

void Secret::wipe(std::string& value) noexcept {
  value.resize(value.capacity());  // never allocates; makes every byte of the buffer ours to write
  volatile char* const bytes = value.data();
  // Volatile, because a plain fill of memory that is freed next is dead code to the compiler.
  for (std::size_t i = 0; i < value.size(); ++i) bytes[i] = '\0';
  value.clear();
}

}  // namespace rwsplit
