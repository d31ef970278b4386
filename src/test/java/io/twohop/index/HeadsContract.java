package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.hub.Heads;
import io.twohop.core.hub.Heads.Answered;
import io.twohop.core.hub.Heads.Body;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What all heads do. */
@Tag("contract")
public abstract class HeadsContract {
  /** Heads with the shell's side of them. */
  public interface Store extends AutoCloseable {
    Heads heads();

    void settle();

    /** Falls back to what was committed. */
    void crash();

    @Override
    void close();
  }

  private static final NodeId A = Samples.node(1);
  private static final NodeId B = Samples.node(2);
  private static final MemberId M = new MemberId(-5);
  private static final Answered ANSWER =
      new Answered(
          new ContentHash(1, 2, 3, 4),
          0,
          List.of(
              new Verdict.Accepted(),
              new Verdict.Accepted(),
              new Verdict.Rewritten(),
              new Verdict.Known(1L << 60),
              new Verdict.Alias(A, B),
              new Verdict.Lost(Verdict.Reason.WITHDRAWN)));

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

  private Heads heads() {
    return store.heads();
  }

  private static NodeState file(NodeId node, String name, long seq) {
    return Samples.state(node, NodeId.ROOT, name, Samples.file((int) seq), seq);
  }

  @Test
  void fresh_heads_haveTheRootAlone() {
    assertThat(heads().node(NodeId.ROOT)).isEqualTo(NodeState.ROOT);
    assertThat(heads().children(NodeId.ROOT)).isEmpty();
    assertThat(heads().lastSeq()).isZero();
    assertThat(heads().terms()).isEmpty();
    assertThat(heads().bodies(NodeId.ROOT, 0)).containsExactly(new Body(0, NodeState.ROOT.entry()));
  }

  @Test
  void terms_growWithTheirLastSeq_andBeginOnce() {
    heads().beginTerm(70);
    heads().beginTerm(70);
    heads().advance(1);
    heads().advance(2);
    heads().beginTerm(-71);
    List<TermEnd> terms = List.of(new TermEnd(70, 2), new TermEnd(-71, 2));
    assertThat(heads().terms()).isEqualTo(terms);
    store.settle();
    store.crash();
    assertThat(heads().terms()).isEqualTo(terms);
    assertThat(heads().lastSeq()).isEqualTo(2);
  }

  @Test
  void bodies_fromASeqOn_includeTheOneInForceThen() {
    heads().put(file(A, "a", 3));
    heads().put(file(A, "a", 5));
    store.settle();
    heads().put(file(A, "a", 5).movedTo(NodeId.ROOT, Name.of("b"), 6));
    heads().put(file(A, "b", 8));
    for (int pass = 0; pass < 2; pass++) {
      assertThat(heads().bodies(A, 0)).extracting(Body::seq).containsExactly(3L, 5L, 8L);
      assertThat(heads().bodies(A, 4)).extracting(Body::seq).containsExactly(3L, 5L, 8L);
      assertThat(heads().bodies(A, 5)).extracting(Body::seq).containsExactly(5L, 8L);
      assertThat(heads().bodies(A, 9)).containsExactly(new Body(8, Samples.file(8)));
      assertThat(heads().bodies(B, 0)).isEmpty();
      store.settle();
    }
  }

  @Test
  void put_ofTwoUnderOneName_asInTheMiddleOfASet_hasBothAsChildren() {
    for (int pass = 0; pass < 2; pass++) {
      heads().put(file(A, "a", 3));
      if (pass == 1) {
        store.settle();
      }
      heads().put(file(B, "a", 4));
      assertThat(heads().children(NodeId.ROOT)).extracting(NodeState::node).contains(A, B);
      assertThat(heads().at(NodeId.ROOT, Name.of("a")).node()).isEqualTo(B);
      heads().remove(A, 4);
      assertThat(heads().children(NodeId.ROOT)).extracting(NodeState::node).containsExactly(B);
      heads().remove(B, 4);
    }
  }

  @Test
  void remove_andPutAgain_livesAgainWithItsHistory() {
    NodeState a = file(A, "a", 3);
    heads().put(a);
    store.settle();
    heads().remove(A, 4);
    for (int pass = 0; pass < 2; pass++) {
      assertThat(heads().node(A)).isNull();
      assertThat(heads().at(NodeId.ROOT, Name.of("a"))).isNull();
      assertThat(heads().removed(A)).isEqualTo(new Heads.Removed(a, 4));
      assertThat(heads().bodies(A, 3)).extracting(Body::seq).containsExactly(3L);
      store.settle();
    }
    heads().put(file(A, "a", 9));
    for (int pass = 0; pass < 2; pass++) {
      assertThat(heads().node(A)).isEqualTo(file(A, "a", 9));
      assertThat(heads().removed(A)).isNull();
      assertThat(heads().bodies(A, 3)).extracting(Body::seq).containsExactly(3L, 9L);
      store.settle();
      store.crash();
    }
  }

  @Test
  void resolve_followsAliasesToTheLastWinner() {
    NodeId c = Samples.node(3);
    heads().alias(A, B);
    store.settle();
    heads().alias(B, c);
    heads().alias(c, A);
    for (int pass = 0; pass < 2; pass++) {
      assertThat(heads().resolve(A)).isEqualTo(c);
      assertThat(heads().resolve(c)).isEqualTo(c);
      store.settle();
      store.crash();
    }
  }

  @Test
  void answers_stayUntilForgotten() {
    heads().putAnswer(M, 1, ANSWER);
    heads().putAnswer(M, 2, ANSWER);
    heads().putAnswer(new MemberId(7), 1, ANSWER);
    store.settle();
    store.crash();
    heads().putAnswer(M, 3, ANSWER);
    heads().putAnswer(M, 4, ANSWER);
    heads().forgetAnswers(M, 3);
    for (int pass = 0; pass < 3; pass++) {
      assertThat(heads().answer(M, 2)).isNull();
      assertThat(heads().answer(M, 3)).isNull();
      assertThat(heads().answer(M, 4)).isEqualTo(ANSWER);
      assertThat(heads().answer(new MemberId(7), 1)).isEqualTo(ANSWER);
      if (pass > 0) {
        store.crash();
      }
      store.settle();
    }
  }

  @Test
  void crash_fallsBackToTheSettledSeq() {
    heads().put(file(A, "a", 1));
    heads().advance(1);
    store.settle();
    heads().remove(A, 2);
    heads().put(file(B, "a", 2));
    heads().advance(2);
    store.crash();
    assertThat(heads().lastSeq()).isEqualTo(1);
    assertThat(heads().at(NodeId.ROOT, Name.of("a"))).isEqualTo(file(A, "a", 1));
    assertThat(heads().removed(A)).isNull();
  }

  @Test
  void snapshot_isUntouchedByWhatHappensLater_andParentsComeFirst() {
    NodeState top = Samples.state(A, NodeId.ROOT, "z", Samples.directory(), 1);
    NodeState inside = Samples.state(B, A, "a", Samples.file(1), 1);
    heads().put(top);
    heads().put(inside);
    heads().advance(1);
    store.settle();
    try (Heads.Snapshot snapshot = heads().snapshot()) {
      heads().remove(B, 2);
      heads().put(file(Samples.node(3), "c", 2));
      heads().advance(2);
      store.settle();
      assertThat(snapshot.seq()).isEqualTo(1);
      List<NodeState> seen = new ArrayList<>();
      snapshot.forEachRemaining(seen::add);
      assertThat(seen).containsExactly(top, inside);
    }
  }
}
