#include <string_view>

#include <rwsplit/sql/classify.hpp>

// All that a program has in it only if it classifies when it runs.
rwsplit::StatementInfo classify_text(std::string_view text) { return rwsplit::classify(text); }
