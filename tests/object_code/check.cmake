# OBJECT must have no symbol of the library in common with CONTROL, the object code of the classifier alone. With
# MUST_FAIL it must have one: then the check can fail.

cmake_minimum_required(VERSION 3.25)

function(symbols_of object result)
  execute_process(COMMAND "${NM}" -C "${object}" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "rwsplit::[^\n]+" symbols "${output}")
  list(REMOVE_DUPLICATES symbols)
  if(NOT symbols)
    message(FATAL_ERROR "${object} has no symbol of the library")
  endif()
  set(${result} "${symbols}" PARENT_SCOPE)
endfunction()

symbols_of("${CONTROL}" classifier)
symbols_of("${OBJECT}" used)
set(common)
foreach(symbol IN LISTS used)
  if(symbol IN_LIST classifier)
    list(APPEND common "${symbol}")
  endif()
endforeach()

if(MUST_FAIL AND NOT common)
  message(FATAL_ERROR "The check does not see a classifier that is there")
elseif(common AND NOT MUST_FAIL)
  list(JOIN common "\n  " lines)
  message(FATAL_ERROR "A program that runs constants has a classifier in it:\n  ${lines}")
endif()
