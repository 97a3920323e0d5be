# Compiles SOURCE without making anything. VARIANT ".control" must compile; otherwise it must fail with the expected text.
# They all start from PRECOMPILED, which VARIANT ".header" makes: most of the time would go into reading the same
# headers again and again.

list(TRANSFORM INCLUDES PREPEND "-I")
list(TRANSFORM DEFINITIONS PREPEND "-D")
set(compile "${COMPILER}" -std=c++20 ${OPTIONS} ${DEFINITIONS} ${INCLUDES})

if(VARIANT STREQUAL ".header")
  file(WRITE "${PRECOMPILED}" "#include <rwsplit/rwsplit.hpp>\n")  # compilers look for NAME.gch beside NAME
  execute_process(COMMAND ${compile} -x c++-header "${PRECOMPILED}" -o "${PRECOMPILED}.gch" COMMAND_ERROR_IS_FATAL ANY)
  return()
endif()

file(STRINGS "${SOURCE}" first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${SOURCE}: the first line must be `// expect: TEXT`")
endif()
set(expected "${CMAKE_MATCH_1}")
file(READ "${SOURCE}" text)
if(NOT text MATCHES "\n#ifdef MUST_FAIL\n")
  message(FATAL_ERROR "${SOURCE}: there is no `#ifdef MUST_FAIL`")
endif()

if(NOT VARIANT STREQUAL ".control")
  list(APPEND compile -DMUST_FAIL)
endif()
execute_process(
  COMMAND ${compile} -fsyntax-only -include "${PRECOMPILED}" -Winvalid-pch "${SOURCE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)

if(VARIANT STREQUAL ".control")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "The control does not compile:\n${output}")
  endif()
elseif(result EQUAL 0)
  message(FATAL_ERROR "It compiles, but it should not.")
else()
  string(FIND "${output}" "${expected}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "It fails, but the compiler does not say `${expected}`:\n${output}")
  endif()
endif()
