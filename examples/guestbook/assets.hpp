#pragma once

/// The files in assets/, put into the program by CMake.
namespace guestbook::assets {

extern const char* const style;
extern const char* const live;

}  // namespace guestbook::assets
