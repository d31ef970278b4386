package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.hub.Heads;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.sim.MemoryHeads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteHeadsTest extends HeadsContract {
  private static final int STEPS = 1_500;
  private static final int NODES = 40;

  @TempDir Path directory;

  @Override
  protected Store open() {
    return new SqliteHeadsStore(directory.resolve("heads.db"));
  }

  @Test
  void snapshot_ofWideAndDeepTree_givesEachNodeOnce() {
    try (SqliteHeads heads = SqliteHeads.open(directory.resolve("other.db"))) {
      MemberId maker = new MemberId(4);
      NodeId parent = NodeId.ROOT;
      List<NodeState> expected = new ArrayList<>();
      for (int i = 1; i <= 3_000; i++) {
        NodeId node = new NodeId(maker, i);
        boolean deeper = i % 10 == 0;
        Entry entry = deeper ? Samples.directory() : Samples.file(i);
        NodeState state = Samples.state(node, i < 1_000 ? NodeId.ROOT : parent, "n" + i, entry, 1);
        heads.put(state);
        expected.add(state);
        parent = deeper ? node : parent;
      }
      SqliteHeads.Settlement settlement = heads.begin();
      settlement.commit();
      settlement.finish();
      try (Heads.Snapshot snapshot = heads.snapshot()) {
        List<NodeState> seen = new ArrayList<>();
        snapshot.forEachRemaining(seen::add);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        List<NodeId> order = seen.stream().map(NodeState::node).toList();
        for (NodeState state : seen.subList(0, 500)) {
          assertThat(order.indexOf(state.parent())).isLessThan(order.indexOf(state.node()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomWrites_settlementsAndCrashes_leaveBothEqual(long seed) {
    Samples samples = new Samples(seed);
    MemoryHeads model = new MemoryHeads(true);
    try (SqliteHeadsStore real = new SqliteHeadsStore(directory.resolve("model.db"))) {
      SqliteHeads.Settlement settlement = null;
      for (int step = 1; step <= STEPS; step++) {
        switch (samples.random().nextInt(80)) {
          case 0 -> {
            model.crash();
            real.crash();
            settlement = null;
          }
          case 1, 2, 3, 4, 5 -> {
            if (settlement != null) {
              settlement.finish();
              settlement = null;
            } else {
              settlement = real.begin();
              model.settle();
              settlement.commit();
            }
          }
          case 6 -> assertThat(list(real.heads())).isEqualTo(list(model));
          default -> write(samples, model, real.heads(), step);
        }
        compare(samples, model, real.heads());
      }
    }
  }

  private static List<NodeState> list(Heads heads) {
    List<NodeState> all = new ArrayList<>();
    try (Heads.Snapshot snapshot = heads.snapshot()) {
      all.add(NodeState.ROOT.withBody(Samples.directory(), snapshot.seq()));
      snapshot.forEachRemaining(all::add);
    }
    return all;
  }

  private static void write(Samples samples, MemoryHeads model, Heads real, long seq) {
    NodeId node = Samples.node(samples.random().nextInt(NODES));
    NodeId other = Samples.node(samples.random().nextInt(NODES));
    MemberId author = node.maker();
    long number = samples.random().nextInt(8);
    Heads.Answered answer = new Heads.Answered(new ContentHash(seq, 0, 0, 1), seq, List.of());
    NodeState state = state(samples, model, node, seq);
    int choice = samples.random().nextInt(12);
    NodeState there = model.at(state.parent(), state.name());
    for (Heads heads : List.of(model, real)) {
      switch (choice) {
        case 0 -> heads.alias(node, other);
        case 1 -> heads.putAnswer(author, number, answer);
        case 2 -> heads.forgetAnswers(author, number);
        case 3 -> heads.beginTerm(seq);
        case 4, 5 -> {
          if (!heads.children(node).iterator().hasNext()) {
            heads.remove(node, seq);
          }
        }
        case 6, 7 -> heads.advance(seq);
        default -> {
          if (there == null || there.node().equals(node)) {
            heads.put(state);
          }
        }
      }
    }
  }

  /** A new body where the node is or, half of the time, elsewhere. */
  private static NodeState state(Samples samples, MemoryHeads model, NodeId node, long seq) {
    NodeState now = model.node(node);
    NodeState any = model.node(Samples.node(samples.random().nextInt(NODES)));
    if (now == null) {
      boolean nested = any != null && any.entry().isDirectory();
      NodeId parent = nested ? any.node() : NodeId.ROOT;
      return new NodeState(node, parent, samples.name(), seq, samples.entry(), seq);
    }
    if (samples.random().nextBoolean()) {
      return now.movedTo(now.parent(), samples.name(), seq);
    }
    return now.entry().isDirectory()
        ? now.withBody(Samples.directory(), seq)
        : now.withBody(samples.leaf(), seq);
  }

  private static void compare(Samples samples, MemoryHeads model, Heads real) {
    NodeId node = Samples.node(samples.random().nextInt(NODES));
    NodeState state = model.node(node);
    assertThat(real.node(node)).isEqualTo(state);
    assertThat(real.removed(node)).isEqualTo(model.removed(node));
    assertThat(real.resolve(node)).isEqualTo(model.resolve(node));
    long since = samples.random().nextLong(STEPS);
    assertThat(real.bodies(node, since)).isEqualTo(model.bodies(node, since));
    if (state != null) {
      assertThat(real.children(state.parent())).isEqualTo(model.children(state.parent()));
      assertThat(real.at(state.parent(), state.name())).isEqualTo(state);
    }
    long number = samples.random().nextInt(8);
    assertThat(real.answer(node.maker(), number)).isEqualTo(model.answer(node.maker(), number));
    assertThat(real.terms()).isEqualTo(model.terms());
    assertThat(real.lastSeq()).isEqualTo(model.lastSeq());
  }
}
