// expect: MasterParam
#include <rwsplit/request/master_params.hpp>

rwsplit::MasterParam control() { return {"m", false}; }

#ifdef MUST_FAIL
rwsplit::MasterParam must_fail() { return {"m", "false"}; }
#endif
