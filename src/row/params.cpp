#include <rwsplit/row/params.hpp>

#include <algorithm>
#include <memory>
#include <string_view>

namespace rwsplit {
namespace {

Value value_of(ValueKind kind, std::string_view bytes) {
  if (kind == ValueKind::decimal) return Value::decimal(bytes);
  if (kind == ValueKind::blob) return Value::blob(bytes);
  return Value::text(bytes);
}

}  // namespace

Params::Params(const Params& other) {
  values_.reserve(other.size());
  for (const Value& value : other.values()) append_copy(value);
}

Params& Params::operator=(const Params& other) {
  if (this != &other) *this = Params{other};
  return *this;
}

void Params::append_copy(const Value& value) {
  if (!value.has_bytes()) {
    values_.push_back(value);
    return;
  }
  const std::string_view source = value.as_bytes();
  bytes_.push_back(std::make_unique<char[]>(source.size()));
  char* const copy = bytes_.back().get();
  std::copy(source.begin(), source.end(), copy);
  values_.push_back(value_of(value.kind(), {copy, source.size()}));
}

}  // namespace rwsplit
