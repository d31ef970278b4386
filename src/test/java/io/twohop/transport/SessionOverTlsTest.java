package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.wire.FrameType;
import io.twohop.wire.GeneratedMessages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SessionOverTlsTest {
  @TempDir Path directory;

  /**
   * More than the kernel takes for a peer that does not read (at most 4 MiB on the way out, see
   * tcp_wmem in tcp(7), and what the other end offered before it stalled): a queue that long keeps
   * most of it, however late the next statement runs.
   */
  private static final int BEYOND_THE_KERNEL_BYTES = 16_000_000;

  @Test
  void messages_bothWays_arriveInOrder() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      Session up = spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      List<Message> toHub = generated(FrameType.Sender.SPOKE, 300);
      List<Message> toSpoke = generated(FrameType.Sender.HUB, 300);
      toHub.forEach(message -> assertThat(up.offer(message)).isTrue());
      toSpoke.forEach(message -> assertThat(down.session().offer(message)).isTrue());
      assertThat(down.receiver().next(toHub.size())).isEqualTo(toHub);
      assertThat(spoke.receiver.next(toSpoke.size())).isEqualTo(toSpoke);
      assertThat(up.traffic().sentBytes()).isPositive();
      assertThat(up.traffic().receivedMessages()).isEqualTo(toSpoke.size());
      assertThat(down.session().peer().name()).isEqualTo("web");
      assertThat(down.session().peer().features()).containsExactly("base");
    }
  }

  @Test
  void slowPeer_delaysNeitherTheCallerNorOthers_andIsAskedForMoreOnce() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke slow = hub.spoke(directory.resolve("slow"), hub.token(1));
      TestHub.TestSpoke quick = hub.spoke(directory.resolve("quick"), hub.token(1));
      slow.connect();
      TestHub.Opened toSlow = hub.nextOpened();
      quick.connect();
      TestHub.Opened toQuick = hub.nextOpened();
      slow.receiver.stall();

      int sent = 0;
      while (toSlow.session().traffic().queuedBytes() < BEYOND_THE_KERNEL_BYTES) {
        assertThat(toSlow.session().offer(chunk(sent++))).isTrue();
      }
      assertThat(toSlow.session().hasRoom()).isFalse();
      for (int i = 0; i < 50; i++) {
        toQuick.session().offer(chunk(i));
      }
      assertThat(quick.receiver.next(50)).hasSize(50);

      slow.receiver.resume();
      slow.receiver.next(sent);
      // All has arrived, so the queue has long fallen below its low mark.
      assertThat(toSlow.session().hasRoom()).isTrue();
      assertThat(toSlow.receiver().drains).hasValue(1);
    }
  }

  @Test
  void stalledPeer_overTheHardLimit_losesItsSession() throws Exception {
    TransportLimits tight =
        new TransportLimits(
            10_000, 5_000, 16, 512, new QueueMarks(1_000, 100_000, 4_000_000), 5_000, 25_000);
    try (TestHub hub = new TestHub(directory.resolve("hub"), tight)) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      spoke.receiver.stall();
      int offered = 0;
      while (down.session().offer(chunk(offered))) {
        assertThat(offered++).as("64 KiB chunks taken from nowhere").isLessThan(10_000);
      }
      assertThat(down.receiver().ending().cause()).isEqualTo(Ending.Cause.STALLED);
      assertThat(down.session().offer(new Message.CaughtUp(1))).isFalse();
      spoke.receiver.resume();
    }
  }

  /** The network is gone and nobody says so: the kernel tries again for a quarter of an hour. */
  @Test
  void peerThatFellSilent_losesItsSession_atBothEnds() throws Exception {
    TransportLimits impatient =
        new TransportLimits(10_000, 5_000, 16, 512, QueueMarks.USUAL, 50, 300);
    try (TestHub hub = new TestHub(directory.resolve("hub"), impatient);
        FreezingRelay relay = new FreezingRelay(hub.address())) {
      Token token = hub.token(1);
      Token throughRelay =
          new Token(List.of(relay.address()), token.hubPin(), token.site(), token.secret());
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), throughRelay);
      Session up = spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      relay.freeze();
      down.session().offer(new Message.CaughtUp(1));
      up.offer(new Message.AskBarrier(1, 0, false));
      assertThat(down.receiver().ending().detail()).contains("silent");
      assertThat(spoke.receiver.ending().detail()).contains("silent");
    }
  }

  /** It reads nothing for much longer than a silence may be. */
  @Test
  void peerThatIsBusy_showsThatItLives_andKeepsItsSession() throws Exception {
    TransportLimits limits =
        new TransportLimits(10_000, 5_000, 16, 512, QueueMarks.USUAL, 20, 2_000);
    try (TestHub hub = new TestHub(directory.resolve("hub"), limits)) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      spoke.receiver.stall();
      for (int i = 0; down.session().hasRoom(); i++) {
        down.session().offer(chunk(i));
      }
      // At 20 ms at least between two of them: two silences.
      for (int signs = 0; signs < 200; signs++) {
        assertThat(down.receiver().next()).isEqualTo(new Message.Ping(0));
      }
      assertThat(down.receiver().endings).isEmpty();
      spoke.receiver.resume();
    }
  }

  @Test
  void urgentMessages_overtakeBulk() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      spoke.receiver.stall();
      int chunks = 0;
      while (down.session().traffic().queuedBytes() < BEYOND_THE_KERNEL_BYTES) {
        down.session().offer(chunk(chunks++));
      }
      down.session().offer(new Message.CaughtUp(77));
      spoke.receiver.resume();
      List<Message> arrived = spoke.receiver.next(chunks + 1);
      assertThat(arrived.indexOf(new Message.CaughtUp(77))).isLessThan(chunks - 10);
    }
  }

  @Test
  void finish_saysTheLastWordAndEnds() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      hub.sessions.shutDown();
      assertThat(spoke.receiver.next())
          .isEqualTo(new Message.Dismissed(Message.Dismissal.SHUTTING_DOWN));
      assertThat(spoke.receiver.ending().cause()).isEqualTo(Ending.Cause.LOST);
      assertThat(down.receiver().ending().cause()).isEqualTo(Ending.Cause.CLOSED_HERE);
    }
  }

  @Test
  void finish_toAPeerThatDoesNotRead_endsAllTheSame() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("spoke"), hub.token(1));
      spoke.connect();
      TestHub.Opened down = hub.nextOpened();
      spoke.receiver.stall();
      for (int i = 0; down.session().hasRoom(); i++) {
        down.session().offer(chunk(i));
      }
      down.session().finish(new Message.Dismissed(Message.Dismissal.SHUTTING_DOWN));
      assertThat(down.receiver().ending().cause()).isEqualTo(Ending.Cause.CLOSED_HERE);
      spoke.receiver.resume();
    }
  }

  @Test
  void memoryLink_behavesLikeASession() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      RecordingReceiver atFirst = new RecordingReceiver();
      RecordingReceiver atSecond = new RecordingReceiver();
      Peer peer =
          new Peer(new GeneratedMessages(1).member(), "hub", "", hub.identity.pin(), "", List.of());
      MemoryLink link =
          MemoryLink.connect(
              peer, s -> atFirst, peer, s -> atSecond, QueueMarks.USUAL, hub.threads);
      List<Message> messages = generated(FrameType.Sender.SPOKE, 500);
      messages.forEach(link.first()::offer);
      assertThat(atSecond.next(messages.size())).isEqualTo(messages);

      atFirst.stall();
      int sent = 0;
      while (link.second().hasRoom()) {
        link.second().offer(chunk(sent++));
      }
      atFirst.resume();
      atFirst.next(sent);
      assertThat(atSecond.drains).hasValue(1);
      link.first().close(Ending.here("over"));
      assertThat(atFirst.ending().cause()).isEqualTo(Ending.Cause.CLOSED_HERE);
      assertThat(atSecond.ending().cause()).isEqualTo(Ending.Cause.LOST);
    }
  }

  /** Messages of one side, without those that may overtake. */
  private static List<Message> generated(FrameType.Sender side, int count) {
    GeneratedMessages generated = new GeneratedMessages(count);
    List<Message> messages = new ArrayList<>();
    while (messages.size() < count) {
      Message message = generated.message();
      if (FrameType.of(message).mayComeFrom(side) && !(message instanceof Message.Chunk)) {
        messages.add(message);
      }
    }
    return messages;
  }

  private static Message chunk(int number) {
    byte[] bytes = new byte[64 * 1024];
    return new Message.Chunk(new ContentHash(1, 2, 3, number), number, Bytes.owning(bytes));
  }
}
