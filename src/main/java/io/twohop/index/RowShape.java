package io.twohop.index;

import java.sql.SQLException;

/** How one kind of row lies in its columns. */
interface RowShape<R> {
  /** The columns after those of the node's state, each preceded by a comma; may be empty. */
  String moreColumns();

  int moreColumnCount();

  void write(Binder to, R row) throws SQLException;

  R read(Columns from) throws SQLException;
}
