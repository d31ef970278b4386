package io.twohop.index;

import io.twohop.core.hub.Heads;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Row;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of our tables. */
final class Shapes {
  /** Table {@code live} of the heads. */
  static final RowShape<NodeState> STATE =
      new RowShape<>() {
        @Override
        public String moreColumns() {
          return "";
        }

        @Override
        public int moreColumnCount() {
          return 0;
        }

        @Override
        public void write(Binder to, NodeState row) throws SQLException {
          to.state(row);
        }

        @Override
        public NodeState read(Columns from) throws SQLException {
          return from.state();
        }
      };

  /** Table {@code removed} of the heads. */
  static final RowShape<Heads.Removed> REMOVED =
      new RowShape<>() {
        @Override
        public String moreColumns() {
          return ", removed_seq";
        }

        @Override
        public int moreColumnCount() {
          return 1;
        }

        @Override
        public void write(Binder to, Heads.Removed row) throws SQLException {
          to.state(row.last()).number(row.seq());
        }

        @Override
        public Heads.Removed read(Columns from) throws SQLException {
          NodeState last = from.state();
          return new Heads.Removed(last, from.number());
        }
      };

  /** Table {@code node} of the index. */
  static final RowShape<Row> ROW =
      new RowShape<>() {
        @Override
        public String moreColumns() {
          return ", seen_inode, seen_birth_s, seen_birth_ns, seen_size, seen_mtime_s,"
              + " seen_mtime_ns, seen_ctime_s, seen_ctime_ns, seen_mode, seen_uid, seen_gid";
        }

        @Override
        public int moreColumnCount() {
          return 11;
        }

        @Override
        public void write(Binder to, Row row) throws SQLException {
          to.state(row.state());
          Fingerprint seen = row.seen();
          if (seen == null) {
            for (int i = 0; i < moreColumnCount(); i++) {
              to.nothing();
            }
            return;
          }
          Wanted wanted = Wanted.of(row.state().entry());
          boolean sameTime = seen.mtime().equals(wanted.mtime);
          to.number(seen.inode())
              .time(seen.birth())
              .unlessSame(seen.sizeBytes() == wanted.sizeBytes, seen.sizeBytes())
              .unlessSame(sameTime, seen.mtime().seconds())
              .unlessSame(sameTime, seen.mtime().nanos())
              .time(seen.ctime())
              .unlessSame(seen.mode() == wanted.mode, seen.mode())
              .number(seen.uid())
              .number(seen.gid());
        }

        @Override
        public Row read(Columns from) throws SQLException {
          NodeState state = from.state();
          Wanted wanted = Wanted.of(state.entry());
          @Nullable Long inode = from.numberOrNull();
          Fingerprint seen =
              new Fingerprint(
                  inode == null ? 0 : inode,
                  from.time(),
                  from.numberOr(wanted.sizeBytes),
                  from.timeOr(wanted.mtime),
                  from.time(),
                  (int) from.numberOr(wanted.mode),
                  (int) from.number(),
                  (int) from.number());
          return new Row(state, inode == null ? null : seen);
        }
      };

  /** Table {@code blocked} of the index. */
  static final RowShape<Blocked> BLOCKED =
      new RowShape<>() {
        @Override
        public String moreColumns() {
          return ROW.moreColumns();
        }

        @Override
        public int moreColumnCount() {
          return ROW.moreColumnCount();
        }

        @Override
        public void write(Binder to, Blocked row) throws SQLException {
          ROW.write(to, new Row(row.state(), row.leftOver()));
        }

        @Override
        public Blocked read(Columns from) throws SQLException {
          Row row = ROW.read(from);
          return new Blocked(row.state(), row.seen());
        }
      };

  /** What the columns of an entry say of the fingerprint, and what a NULL in it hence means. */
  private record Wanted(long sizeBytes, Timestamp mtime, int mode) {
    private static final Timestamp EPOCH = new Timestamp(0, 0);

    static Wanted of(Entry entry) {
      return switch (entry) {
        case Entry.RegularFile f -> new Wanted(f.sizeBytes(), f.mtime(), f.mode());
        case Entry.Directory d -> new Wanted(0, EPOCH, d.mode());
        case Entry.Symlink s -> new Wanted(s.target().length(), EPOCH, 0777);
      };
    }
  }

  private Shapes() {}
}
