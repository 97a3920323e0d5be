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
  /// On a read-only connection: the last complete reply carried a position (GTID) of its own, so this server has
  /// written its binary log. When it is a replica, it now has something that the master has not: an errant write.
  ///
  /// False says nothing on other connections, on servers without GTIDs (`gtid_mode=OFF`, no binary log), before MariaDB
  /// 10.2 and MySQL 8.0, on a MariaDB whose global `session_track_system_variables` is empty, and through MariaDB
  /// Connector/C after a reply with rows, of which it forgets the position. A change to a temporary table has none.
  bool wrote{false};
};

}  // namespace rwsplit
