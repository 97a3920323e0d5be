#include <rwsplit/request/pin_cookie.hpp>

namespace rwsplit {

std::string PinCookie::set_cookie() const {
  std::string text = name + "=" + value + "; Max-Age=" + std::to_string(max_age.count()) + "; Path=/; HttpOnly";
  text.append("; SameSite=").append(to_string(same_site));
  if (secure) text += "; Secure";
  return text;
}

}  // namespace rwsplit
