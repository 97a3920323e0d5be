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
  /// The last complete reply carried a position (GTID) of its own, see `Connection::position`: this server has written
  /// its binary log. Where it is a replica, it now has something that the master has not: an errant write.
  bool wrote{false};
  /// What writes says so: a complete reply without rows that is not `wrote` has changed nothing that is replicated.
  ///
  /// False on servers without GTIDs (`gtid_mode=OFF`, no binary log), before MariaDB 10.2 and MySQL 8.0, and for
  /// databases that have no positions. Of a reply with rows MariaDB Connector/C forgets the position.
  bool tracks{false};
};

}  // namespace rwsplit
