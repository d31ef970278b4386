package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.Row;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every index does. */
@Tag("contract")
public abstract class IndexContract {
  /** An index with the shell's side of it. */
  public interface Store extends AutoCloseable {
    Index index();

    /** Takes what is written now; run it to commit, and then call {@link #finish}. */
    Runnable begin();

    void finish();

    /** Falls back to what was committed. */
    void crash();

    default void settle() {
      begin().run();
      finish();
    }

    @Override
    void close();
  }

  private static final NodeId A = Samples.node(1);
  private static final NodeId B = Samples.node(2);
  private static final NodeId C = Samples.node(3);

  private Store store;

  protected abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Index index() {
    return store.index();
  }

  private static Row file(NodeId node, NodeId parent, String name, long inode) {
    return new Row(Samples.state(node, parent, name, Samples.file(1), 4), Samples.seen(inode));
  }

  private static Row directory(NodeId node, NodeId parent, String name) {
    return new Row(Samples.state(node, parent, name, Samples.directory(), 4), null);
  }

  @Test
  void fresh_index_knowsTheRootAndNothingElse() {
    assertThat(index().node(NodeId.ROOT)).isEqualTo(NodeState.ROOT);
    assertThat(index().row(NodeId.ROOT)).isEqualTo(new Row(NodeState.ROOT, null));
    assertThat(index().children(NodeId.ROOT)).isEmpty();
    assertThat(index().cursor()).isEqualTo(Cursor.NOTHING);
    assertThat(index().terms()).isEmpty();
    assertThat(index().blocked()).isEmpty();
    assertThat(index().fileCount()).isZero();
    assertThat(index().notPresent(10)).isEmpty();
  }

  @Test
  void unshown_rowsThatTheDiskDoesNotShow_areGiven_beforeAndAfterSettling() {
    Row unmade = directory(A, NodeId.ROOT, "unmade");
    Row otherwise = file(B, NodeId.ROOT, "otherwise", 70);
    Row made = shown(file(C, NodeId.ROOT, "made", 71), 71);
    index().put(unmade);
    index().put(otherwise);
    index().put(made);
    assertThat(index().unshown()).containsExactlyInAnyOrder(unmade, otherwise);
    store.settle();
    assertThat(index().unshown()).containsExactlyInAnyOrder(unmade, otherwise);
    index().put(shown(unmade, 72));
    index().put(shown(otherwise, 70));
    assertThat(index().unshown()).isEmpty();
    store.settle();
    assertThat(index().unshown()).isEmpty();
  }

  private static Row shown(Row row, long inode) {
    Fingerprint any = Samples.seen(inode);
    boolean directory = row.state().entry().isDirectory();
    Timestamp mtime =
        row.state().entry() instanceof Entry.RegularFile file ? file.mtime() : any.mtime();
    int mode = directory ? 02755 : 0644;
    return new Row(
        row.state(),
        new Fingerprint(
            inode, any.birth(), any.sizeBytes(), mtime, any.ctime(), mode, any.uid(), any.gid()));
  }

  @Test
  void put_row_isFoundByNodePlaceAndInode_beforeAndAfterSettling() {
    Row row = file(A, NodeId.ROOT, "a", 70);
    index().put(row);
    for (int pass = 0; pass < 3; pass++) {
      assertThat(index().row(A)).isEqualTo(row);
      assertThat(index().at(NodeId.ROOT, Name.of("a"))).isEqualTo(row.state());
      assertThat(index().byInode(70, row.seen().birth())).containsExactly(row);
      assertThat(index().byInode(70, new Timestamp(1, 1))).isEmpty();
      assertThat(index().children(NodeId.ROOT)).containsExactly(row.state());
      assertThat(index().fileCount()).isEqualTo(1);
      if (pass == 0) {
        store.settle();
      } else {
        store.crash();
      }
    }
  }

  @Test
  void put_againAfterSettling_leavesTheOldPlaceAndInode() {
    index().put(file(A, NodeId.ROOT, "a", 70));
    store.settle();
    Row moved = file(A, NodeId.ROOT, "b", 71);
    index().put(moved);
    for (int pass = 0; pass < 2; pass++) {
      assertThat(index().at(NodeId.ROOT, Name.of("a"))).isNull();
      assertThat(index().byInode(70, moved.seen().birth())).isEmpty();
      assertThat(index().byInode(71, moved.seen().birth())).containsExactly(moved);
      assertThat(index().children(NodeId.ROOT)).containsExactly(moved.state());
      store.settle();
    }
  }

  @Test
  void put_ofTwoThatSwapPlaces_keepsBoth() {
    index().put(file(A, NodeId.ROOT, "a", 1));
    index().put(file(B, NodeId.ROOT, "b", 2));
    store.settle();
    index().put(file(A, NodeId.ROOT, "b", 1));
    index().put(file(B, NodeId.ROOT, "a", 2));
    for (int pass = 0; pass < 2; pass++) {
      assertThat(index().at(NodeId.ROOT, Name.of("a")).node()).isEqualTo(B);
      assertThat(index().at(NodeId.ROOT, Name.of("b")).node()).isEqualTo(A);
      assertThat(index().children(NodeId.ROOT)).extracting(NodeState::node).containsExactly(B, A);
      store.settle();
    }
  }

  @Test
  void put_ofTwoUnderOneName_asInTheMiddleOfASet_hasBothAsChildren() {
    for (int pass = 0; pass < 2; pass++) {
      index().put(file(A, NodeId.ROOT, "a", 1));
      if (pass == 1) {
        store.settle();
      }
      index().put(file(B, NodeId.ROOT, "a", 2));
      assertThat(index().children(NodeId.ROOT)).extracting(NodeState::node).contains(A, B);
      index().delete(A);
      assertThat(index().children(NodeId.ROOT)).extracting(NodeState::node).containsExactly(B);
      index().delete(B);
    }
  }

  @Test
  void write_duringTheCommit_belongsToTheNextSettlement() {
    index().put(file(A, NodeId.ROOT, "a", 1));
    index().setCursor(new Cursor(5, List.of()));
    Runnable commit = store.begin();
    index().put(file(B, NodeId.ROOT, "b", 2));
    index().delete(A);
    index().setCursor(new Cursor(6, List.of()));
    commit.run();
    store.finish();
    assertThat(index().row(A)).isNull();
    assertThat(index().row(B)).isNotNull();
    store.crash();
    assertThat(index().row(A)).isNotNull();
    assertThat(index().row(B)).isNull();
    assertThat(index().cursor().low()).isEqualTo(5);
  }

  @Test
  void crash_beforeTheCommit_losesAllOfIt() {
    index().put(file(A, NodeId.ROOT, "a", 1));
    index().putBlocked(new Blocked(file(B, NodeId.ROOT, "b", 2).state(), null));
    index().setTerms(List.of(new TermEnd(9, 1)));
    store.begin();
    store.crash();
    assertThat(index().row(A)).isNull();
    assertThat(index().blocked()).isEmpty();
    assertThat(index().terms()).isEmpty();
  }

  @Test
  void settle_numbersAndBlocked_surviveACrash() {
    Cursor cursor = new Cursor(7, List.of(9L, 1L << 40));
    List<TermEnd> terms = List.of(new TermEnd(-1, 3), new TermEnd(8, 7));
    Blocked wanted = new Blocked(file(B, NodeId.ROOT, "b", 2).state(), null);
    Row left = file(A, NodeId.ROOT, "a", 2);
    Blocked leftOver = new Blocked(left.state(), left.seen());
    index().setCursor(cursor);
    index().setTerms(terms);
    index().putBlocked(wanted);
    index().putBlocked(leftOver);
    index().putBlocked(new Blocked(file(C, NodeId.ROOT, "c", 2).state(), null));
    index().deleteBlocked(C);
    store.settle();
    store.crash();
    assertThat(index().cursor()).isEqualTo(cursor);
    assertThat(index().terms()).isEqualTo(terms);
    assertThat(index().blocked()).containsExactly(leftOver, wanted);
    assertThat(index().blocked(A)).isEqualTo(leftOver);
    assertThat(index().blocked(C)).isNull();
    index().deleteBlocked(A);
    index().deleteBlocked(B);
    store.settle();
    store.crash();
    assertThat(index().blocked()).isEmpty();
  }

  @Test
  void children_areASnapshot_inTheOrderOfBytes() {
    index().put(file(A, NodeId.ROOT, "é", 1));
    index().put(file(B, NodeId.ROOT, "z", 2));
    store.settle();
    index().put(file(C, NodeId.ROOT, "root", 3));
    Iterable<NodeState> children = index().children(NodeId.ROOT);
    index().delete(A);
    assertThat(children).extracting(NodeState::node).containsExactly(C, B, A);
  }

  @Test
  void fileCount_countsFilesAndLinks_asRowsComeGoAndChangeKind() {
    index().put(directory(A, NodeId.ROOT, "a"));
    index().put(file(B, A, "b", 1));
    store.settle();
    index().put(file(A, NodeId.ROOT, "a", 2));
    index().put(directory(B, NodeId.ROOT, "b"));
    index().put(file(C, B, "c", 3));
    index().put(file(C, B, "c2", 3));
    assertThat(index().fileCount()).isEqualTo(2);
    store.settle();
    store.crash();
    index().delete(C);
    index().delete(Samples.node(50));
    assertThat(index().fileCount()).isEqualTo(1);
  }

  @Test
  void notPresent_namesUnmarkedOnes_childrenBeforeParents() {
    index().put(directory(A, NodeId.ROOT, "a"));
    index().put(directory(B, A, "b"));
    store.settle();
    index().put(file(C, B, "c", 1));
    index().put(file(Samples.node(4), NodeId.ROOT, "d", 4));
    index().markPresent(Samples.node(4));
    assertThat(index().notPresent(10)).containsExactly(C, B, A);
    assertThat(index().notPresent(2)).containsExactly(C, B);
    index().markPresent(A);
    assertThat(index().notPresent(10)).containsExactly(C, B);
    index().clearPresent();
    assertThat(index().notPresent(10)).hasSize(4);
  }

  @Test
  void root_canBeAlteredButNotDeleted() {
    Row root = new Row(NodeState.ROOT.withBody(Samples.directory(), 12), Samples.seen(2));
    index().put(root);
    store.settle();
    store.crash();
    assertThat(index().row(NodeId.ROOT)).isEqualTo(root);
    assertThat(index().children(NodeId.ROOT)).isEmpty();
    assertThat(index().at(NodeId.ROOT, root.state().name())).isNull();
    assertThatThrownBy(() -> index().delete(NodeId.ROOT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
