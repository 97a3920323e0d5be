// Catch2 v2 makes main() from its header; v3 has it in a library of its own, and this file is not built.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
