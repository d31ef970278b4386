package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Row;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.sim.MemoryIndex;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQLite index does what the one in memory does, through settlements and crashes. */
@Tag("contract")
class IndexModelTest {
  private static final int STEPS = 1_500;
  private static final int NODES = 40;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomWrites_settlementsAndCrashes_leaveBothEqual(long seed) {
    Samples samples = new Samples(seed);
    MemoryIndex model = new MemoryIndex();
    try (SqliteIndexStore real = new SqliteIndexStore(directory.resolve("index.db"))) {
      Runnable modelCommit = null;
      Runnable realCommit = null;
      for (int step = 0; step < STEPS; step++) {
        switch (samples.random().nextInt(120)) {
          case 0 -> {
            model.crash();
            real.crash();
            modelCommit = null;
            realCommit = null;
          }
          case 1, 2, 3, 4, 5 -> {
            if (realCommit == null) {
              modelCommit = model.begin();
              realCommit = real.begin();
            } else {
              boolean fails = samples.random().nextInt(5) == 0;
              if (!fails) {
                modelCommit.run();
                realCommit.run();
              }
              real.finish();
              realCommit = null;
            }
          }
          default -> write(samples, model, (SqliteIndex) real.index());
        }
        compare(samples, model, (SqliteIndex) real.index());
      }
    }
  }

  private static void write(Samples samples, MemoryIndex model, SqliteIndex real) {
    NodeId node = Samples.node(samples.random().nextInt(NODES));
    switch (samples.random().nextInt(12)) {
      case 0 -> swap(samples, model, real);
      case 1, 2 -> {
        if (!model.children(node).iterator().hasNext()) {
          model.delete(node);
          real.delete(node);
        }
      }
      case 3 -> {
        Cursor cursor = new Cursor(samples.random().nextInt(9), List.of(100L));
        List<TermEnd> terms = List.of(new TermEnd(samples.random().nextLong(), 3));
        model.setCursor(cursor);
        real.setCursor(cursor);
        model.setTerms(terms);
        real.setTerms(terms);
      }
      case 4 -> {
        Row row = row(samples, state(samples, model, node));
        Blocked blocked = new Blocked(row.state(), row.seen());
        model.putBlocked(blocked);
        real.putBlocked(blocked);
      }
      case 5 -> {
        model.deleteBlocked(node);
        real.deleteBlocked(node);
      }
      default -> {
        NodeState state = state(samples, model, node);
        NodeState there = model.at(state.parent(), state.name());
        boolean free = there == null || there.node().equals(node);
        boolean keepsKind = model.node(node) == null || !model.node(node).entry().isDirectory();
        if (free && keepsKind && !below(model, state.parent(), node)) {
          Row row = row(samples, state);
          model.put(row);
          real.put(row);
        }
      }
    }
  }

  private static void swap(Samples samples, MemoryIndex model, SqliteIndex real) {
    Row a = model.row(Samples.node(samples.random().nextInt(NODES)));
    Row b = model.row(Samples.node(samples.random().nextInt(NODES)));
    if (a == null || b == null || a.equals(b)) {
      return;
    }
    NodeState x = a.state();
    NodeState y = b.state();
    if (below(model, x.parent(), y.node()) || below(model, y.parent(), x.node())) {
      return;
    }
    Row movedX = new Row(x.movedTo(y.parent(), y.name(), 9), a.seen());
    Row movedY = new Row(y.movedTo(x.parent(), x.name(), 9), b.seen());
    for (Row row : List.of(movedX, movedY)) {
      model.put(row);
      real.put(row);
    }
  }

  private static boolean below(MemoryIndex model, NodeId parent, NodeId node) {
    NodeId at = parent;
    while (!at.equals(NodeId.ROOT) && !at.equals(node)) {
      at = model.node(at).parent();
    }
    return at.equals(node);
  }

  private static NodeState state(Samples samples, MemoryIndex model, NodeId node) {
    Entry entry = samples.entry();
    NodeState any = model.node(Samples.node(samples.random().nextInt(NODES)));
    boolean nested = any != null && any.entry().isDirectory();
    NodeId parent = nested ? any.node() : NodeId.ROOT;
    return new NodeState(
        node, parent, samples.name(), samples.random().nextLong(1L << 50), entry, 7);
  }

  private static Row row(Samples samples, NodeState state) {
    boolean onDisk = samples.random().nextInt(4) != 0;
    return new Row(state, onDisk ? samples.seen(state.entry()) : null);
  }

  private static void compare(Samples samples, MemoryIndex model, SqliteIndex real) {
    NodeId node = Samples.node(samples.random().nextInt(NODES));
    Name name = samples.name();
    Row row = model.row(node);
    assertThat(real.row(node)).isEqualTo(row);
    assertThat(real.at(NodeId.ROOT, name)).isEqualTo(model.at(NodeId.ROOT, name));
    if (row != null) {
      NodeId parent = row.state().parent();
      assertThat(real.children(parent)).isEqualTo(model.children(parent));
      assertThat(real.at(parent, row.state().name())).isEqualTo(row.state());
      if (row.seen() != null) {
        assertThat(real.byInode(row.seen().inode(), row.seen().birth()))
            .isEqualTo(model.byInode(row.seen().inode(), row.seen().birth()));
      }
    }
    assertThat(real.fileCount()).isEqualTo(model.fileCount());
    assertThat(real.blocked()).isEqualTo(model.blocked());
    assertThat(real.blocked(node)).isEqualTo(model.blocked(node));
    assertThat(real.cursor()).isEqualTo(model.cursor());
    assertThat(real.terms()).isEqualTo(model.terms());
    if (samples.random().nextInt(50) == 0) {
      model.markPresent(node);
      real.markPresent(node);
      assertThat(real.notPresent(1000)).hasSameElementsAs(model.notPresent(1000));
      assertThat(real.notPresent(3)).hasSizeLessThanOrEqualTo(3);
    }
  }
}
