#include "cli/classify_command.hpp"

#include <optional>
#include <string_view>

#include <unistd.h>

#include "cli/json_line.hpp"
#include "cli/output.hpp"
#include "cli/scene.hpp"
#include "cli/text_line.hpp"

namespace rwsplit::cli {

namespace {

/// Answers one statement after the other.
class Classification {
 public:
  explicit Classification(const ClassifyOptions& options)
      : options_{options},
        analysis_{options.analysis},
        scene_{{.replicas = 1, .follow_hints = options.follow_hints, .on_replica_write = OnReplicaWrite::promote}} {}

  void answer(std::string_view text, Output& output) const {
    const StatementInfo statement = analysis_(text);
    const Role role = scene_.decide(scene_.query(text, statement)).role;
    if (options_.json) {
      append_json_line(output.text(), role, text, statement);
    } else {
      append_text_line(output.text(), role, statement);
    }
    output.flush_if_large();
  }

 private:
  const ClassifyOptions& options_;
  Analysis analysis_;
  Scene scene_;
};

}  // namespace

void run_classify(const ClassifyOptions& options) {
  const Classification classification{options};
  StatementReader input{STDIN_FILENO, options.separator};
  Output output{STDOUT_FILENO};
  do {
    while (const std::optional<std::string_view> text = input.next()) classification.answer(*text, output);
    output.flush();  // before it waits: who sends the next statement may wait for this answer
  } while (input.read_more());
  if (const std::optional<std::string_view> text = input.last()) classification.answer(*text, output);
  output.flush();
}

}  // namespace rwsplit::cli
