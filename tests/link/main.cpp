#include <rwsplit/rwsplit.hpp>

int answer_of_the_other_source();

int main() { return answer_of_the_other_source() - RWSPLIT_VERSION_MINOR; }
