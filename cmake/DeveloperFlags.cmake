# rwsplit_developer_flags: what everything in this tree is compiled with while it is developed. Link it as
# $<BUILD_INTERFACE:rwsplit_developer_flags>, which keeps it out of the exported targets. Empty for everybody else.

add_library(rwsplit_developer_flags INTERFACE)

if(RWSPLIT_DEVELOPER)
  target_compile_options(rwsplit_developer_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(rwsplit_developer_flags INTERFACE -Wno-restrict)  # g++ 12 warns of its own std::string
  endif()
  if(RWSPLIT_SANITIZE)
    set(sanitize -fsanitize=${RWSPLIT_SANITIZE} -fno-omit-frame-pointer -g1)  # lines are all that a report prints
    if(RWSPLIT_SANITIZE MATCHES "undefined")
      list(APPEND sanitize -fno-sanitize-recover=undefined)  # otherwise a finding is only a line in a log
    endif()
    target_compile_options(rwsplit_developer_flags INTERFACE ${sanitize})
    target_link_options(rwsplit_developer_flags INTERFACE ${sanitize})
  endif()
elseif(RWSPLIT_SANITIZE)
  message(WARNING "RWSPLIT_SANITIZE has no effect without RWSPLIT_DEVELOPER")
endif()
