#include "config/value_text.hpp"

#include "config/problem.hpp"
#include "config/properties_source.hpp"

namespace rwsplit::detail {

std::string_view ValueText::text() const {
  if (given_->setting->elements) wrong("takes one value, not an array");
  return given_->setting->value.reveal();
}

std::vector<std::string_view> ValueText::list() const {
  std::vector<std::string_view> elements;
  if (const auto& array = given_->setting->elements) {
    for (const Secret& element : *array) elements.emplace_back(element.reveal());
    return elements;
  }
  std::string_view rest = given_->setting->value.reveal();
  if (trimmed(rest).empty()) return elements;
  for (;;) {
    const std::size_t comma = rest.find(',');
    elements.push_back(trimmed(rest.substr(0, comma)));
    if (comma == std::string_view::npos) return elements;
    rest.remove_prefix(comma + 1);
  }
}

void ValueText::wrong(std::string_view problem) const {
  config_problem(given_->setting->origin, key_ + ": " + std::string{problem});
}

}  // namespace rwsplit::detail
