package io.twohop.daemon;

import io.twohop.apply.Stage;
import io.twohop.index.SqliteIndex;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import io.twohop.watch.Cookies;
import io.twohop.watch.Watch;
import org.jspecify.annotations.Nullable;

/**
 * What one member works on, open.
 *
 * @param watch null where the kernel gives no queue
 * @param cookies null with {@code watch}
 */
record Site(
    Tree tree,
    Stage stage,
    SqliteIndex index,
    @Nullable Watch watch,
    @Nullable Cookies cookies,
    Owners owners,
    Excluding excludes,
    Approvals approvals)
    implements AutoCloseable {
  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    index.close();
    stage.close();
    tree.close();
  }
}
