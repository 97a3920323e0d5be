#include <rwsplit/rwsplit.hpp>

int answer_of_the_other_source();

int answer_of_the_other_source() { return RWSPLIT_VERSION_MINOR; }
