#pragma once

namespace rwsplit {

/// What the last complete reply said about the connection.
struct ConnectionStatus {
  /// False also after an error that ended the transaction, although such a reply has no status of its own.
  bool in_transaction{false};
  /// False after `SET autocommit=0`: the next statement may open a transaction.
  bool autocommit{true};
  /// False: a reply is outstanding or was cut short, or the peer is gone; only closing is left.
  bool usable{true};
};

}  // namespace rwsplit
