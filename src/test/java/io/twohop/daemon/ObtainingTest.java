package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.hub.Effect;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ObtainingTest {
  private static final MemberId ONE = new MemberId(1);
  private static final MemberId TWO = new MemberId(2);
  private static final Bytes CONTENT = Bytes.copyOf("large".getBytes(StandardCharsets.UTF_8));
  private static final ContentHash HASH = ContentHash.ofContent(CONTENT);

  private final Mailbox mailbox = new Mailbox(100, 1_000_000);
  private final ArrayDeque<Runnable> workers = new ArrayDeque<>();
  private final Map<MemberId, Pulls> connected = new HashMap<>();
  private final Set<MemberId> without = new HashSet<>();
  private boolean full;
  private final List<Runnable> later = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Obtaining obtaining =
      new Obtaining(
          connected::get,
          mailbox,
          later::add,
          new Obtaining.Listener() {
            @Override
            public void obtained(ContentHash content) {
              heard.add("obtained");
            }

            @Override
            public void withdrawn(Effect.Obtain obtain) {
              heard.add("withdrawn by " + (obtain.from().equals(ONE) ? 1 : 2));
            }

            @Override
            public void notStored(String why) {
              heard.add(why);
            }
          });

  @Test
  void author_whoIsBackBeforeItsOldSessionHasEnded_isAskedAgain() throws Exception {
    connect(ONE);
    obtaining.want(from(ONE));
    Pulls old = connected.get(ONE);
    connect(ONE);
    obtaining.want(from(ONE));

    old.abort();
    work();

    assertThat(heard).containsExactly("obtained");
  }

  @Test
  void content_thatIsWantedTwice_isAskedForOnce_andBothHearOfIt() {
    List<Pulls.Outcome> outcomes = new ArrayList<>();
    List<Message> asked = new CopyOnWriteArrayList<>();
    Pulls pulls = new Pulls(asked::add, workers::add, (content, bytes) -> new Heap(content));
    pulls.start(new NodeId(ONE, 1), HASH, CONTENT.length(), outcomes::add);
    pulls.start(new NodeId(ONE, 2), HASH, CONTENT.length(), outcomes::add);
    assertThat(workers).hasSize(1);

    Thread worker = Thread.ofPlatform().start(workers.remove());
    while (asked.isEmpty()) {
      Thread.onSpinWait();
    }
    pulls.received(new Message.Chunk(HASH, 0, CONTENT));
    assertThat(joined(worker)).isTrue();

    assertThat(asked).hasSize(1);
    assertThat(outcomes).containsExactly(new Pulls.Outcome.Arrived(), new Pulls.Outcome.Arrived());
  }

  private static boolean joined(Thread worker) {
    try {
      return worker.join(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void author_whoDoesNotHaveItAnyMore_isFollowedByTheNext() throws Exception {
    connect(ONE);
    connect(TWO);
    obtaining.want(from(ONE));
    obtaining.want(from(TWO));

    without.add(ONE);
    work();

    assertThat(heard).containsExactly("withdrawn by 1", "obtained");
  }

  @Test
  void content_thatHasNoRoom_isDiscarded_andAskedForAgainLater() throws Exception {
    connect(ONE);
    obtaining.want(from(ONE));
    full = true;
    work();
    assertThat(heard.getFirst()).isEqualTo("discarded");
    assertThat(heard.getLast()).contains("ENOSPC");
    assertThat(obtaining.notStored()).singleElement().asString().contains("ENOSPC");

    full = false;
    later.removeFirst().run();
    work();

    assertThat(heard.getLast()).isEqualTo("obtained");
    assertThat(obtaining.notStored()).isEmpty();
  }

  @Test
  void content_thatHasNoRoom_andIsGivenUpByItsAuthor_isWithdrawn() throws Exception {
    connect(ONE);
    obtaining.want(from(ONE));
    full = true;
    work();

    later.removeFirst().run();
    without.add(ONE);
    work();

    assertThat(heard.getLast()).isEqualTo("withdrawn by 1");
    assertThat(obtaining.notStored()).isEmpty();
  }

  @Test
  void content_thatHasNoRoom_isToldOnce_howeverOftenItIsAskedFor() throws Exception {
    connect(ONE);
    obtaining.want(from(ONE));
    full = true;
    work();
    later.removeFirst().run();
    work();

    assertThat(heard).filteredOn(line -> line.contains("ENOSPC")).hasSize(1);
  }

  @Test
  void content_thatHasNoRoom_isNoProblemAnyMore_whenItsAuthorIsGone() throws Exception {
    connect(ONE);
    obtaining.want(from(ONE));
    full = true;
    work();

    connected.clear();
    later.removeFirst().run();

    assertThat(obtaining.notStored()).isEmpty();
  }

  private static Effect.Obtain from(MemberId member) {
    return new Effect.Obtain(member, new NodeId(member, 1), HASH, CONTENT.length());
  }

  private void connect(MemberId member) {
    connected.put(
        member,
        new Pulls(fetch -> answer(member), workers::add, (content, bytes) -> new Heap(content)));
  }

  private void answer(MemberId member) {
    if (without.contains(member)) {
      connected.get(member).received(new Message.Unavailable(HASH));
    } else {
      connected.get(member).received(new Message.Chunk(HASH, 0, CONTENT));
    }
  }

  private void work() throws InterruptedException {
    while (!workers.isEmpty()) {
      workers.remove().run();
      for (Runnable job = mailbox.take(0); job != null; job = mailbox.take(0)) {
        job.run();
      }
    }
  }

  private final class Heap implements ContentSink {
    private final ContentHash content;
    private byte[] bytes = {};

    Heap(ContentHash content) {
      this.content = content;
    }

    @Override
    public long receivedBytes() {
      return bytes.length;
    }

    @Override
    public void write(byte[] piece) {
      if (full) {
        throw new ErrnoException(Errno.ENOSPC, "write", "");
      }
      bytes = piece.clone();
    }

    @Override
    public boolean finish() {
      return ContentHash.ofContent(Bytes.copyOf(bytes)).equals(content);
    }

    @Override
    public void discard() {
      heard.add("discarded");
    }

    @Override
    public void close() {}
  }
}
