#pragma once

/// The version of the library; CMake reads it from here.
#define RWSPLIT_VERSION_MAJOR 0
#define RWSPLIT_VERSION_MINOR 1
#define RWSPLIT_VERSION_PATCH 0
