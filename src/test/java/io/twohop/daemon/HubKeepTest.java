package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.hub.Decision;
import io.twohop.core.hub.Effect;
import io.twohop.keep.Keep;
import io.twohop.keep.KeepItem;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.OpenFlags;
import io.twohop.sim.linux.Interposer;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import io.twohop.tree.Owners;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub's keep over the Linux in memory, where a disk can be full. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HubKeepTest {
  private static final Owner ROOT = new Owner("root", 0, "root", 0);
  private static final MemberId WEB1 = new MemberId(0xabc);
  private static final List<Name> NOWHERE = List.of();

  @TempDir Path scratch;
  private final SimLinux linux = new SimLinux();
  private final SimUser user = linux.user();
  private final RecordingConsole console = new RecordingConsole();
  private HubKeep keep;

  @BeforeEach
  void open() {
    user.mkdirs("/state/keep");
    user.mkdirs("/state/content");
    keep = start();
  }

  private HubKeep start() {
    ContentStore contents =
        new ContentStore(
            linux,
            linux.open(utf8("/state/content"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0));
    Keep onDisk = Keep.open(linux, new Owners(linux), utf8("/state/keep"));
    RunningTime running = RunningTime.load(scratch.resolve("running"));
    return new HubKeep(onDisk, contents, running, console, member -> "web1");
  }

  @Test
  void anEmptyFile_isKept_thoughNobodySendsItsContent() {
    keep.keep(without(loss(1, "f", text(""))), NOWHERE);

    KeepItem item = keep.list().getFirst();
    assertThat(item.pathForPeople()).isEqualTo("f");
    assertThat(user.read("/state/keep/items/" + item.id() + "/content")).isEmpty();
  }

  @Test
  void aContentOfTheStore_isCopied() {
    Bytes content = text("large");
    user.write("/state/content/" + ContentHash.ofContent(content).hex(), "large");
    keep.keep(without(loss(1, "f", content)), NOWHERE);

    String id = keep.list().getFirst().id();
    assertThat(user.readText("/state/keep/items/" + id + "/content")).isEqualTo("large");
  }

  @Test
  void nodesOfTwoMakersInOneOperation_areTwoItems_andEachOfThemOneItem() {
    Bytes content = text("x");
    for (int again = 0; again < 2; again++) {
      for (long maker = 1; maker <= 2; maker++) {
        NodeId node = new NodeId(new MemberId(maker), 5);
        keep.keep(loss(7, node, NodeId.ROOT, "f" + maker, file(content), content), NOWHERE);
      }
    }
    assertThat(keep.list()).extracting(KeepItem::pathForPeople).containsExactly("f1", "f2");
  }

  @Test
  void whatLostBelowALostDirectory_joinsItsItem_alsoInTheNextProcess() {
    NodeId top = new NodeId(WEB1, 1);
    NodeId below = new NodeId(WEB1, 2);
    Entry directory = new Entry.Directory(0755, ROOT);
    keep.keep(loss(1, top, NodeId.ROOT, "d", directory), List.of(Name.of("site")));
    keep.keep(loss(2, below, top, "sub", directory), NOWHERE);
    for (int again = 0; again < 2; again++) {
      keep.close();
      keep = start();
      keep.keep(loss(3, new NodeId(WEB1, 3), below, "f", file(text("x")), text("x")), NOWHERE);
    }

    KeepItem item = keep.list().getFirst();
    assertThat(keep.list()).hasSize(1);
    assertThat(item.pathForPeople()).isEqualTo("site/d");
    String content = "/state/keep/items/" + item.id() + "/content";
    assertThat(user.readText(content + "/sub/f")).isEqualTo("x");
    assertThat(user.list(content + "/sub")).containsExactly(Name.of("f"));
    keep.drop(item.id());
    keep.keep(loss(4, new NodeId(WEB1, 4), below, "g", file(text("x")), text("x")), NOWHERE);
    assertThat(keep.list()).extracting(KeepItem::pathForPeople).containsExactly("g");
  }

  @Test
  void aTreeThatLost_isHashedOnce() {
    AtomicInteger looks = new AtomicInteger();
    List<Bytes> contents =
        new AbstractList<>() {
          @Override
          public Bytes get(int index) {
            looks.incrementAndGet();
            return text("content " + index);
          }

          @Override
          public int size() {
            return 50;
          }
        };
    for (int i = 0; i < 50; i++) {
      NodeId node = new NodeId(WEB1, i);
      Entry entry = file(text("content " + i));
      Decision.Loss loss = new Decision.Loss(0, node, NodeId.ROOT, Name.of("f" + i), entry, 0);
      keep.keep(new Effect.Keep(WEB1, 7, loss, contents), NOWHERE);
    }
    assertThat(keep.list()).hasSize(50);
    assertThat(looks).hasValue(50);
  }

  // ---- what cannot be kept

  @Test
  void aContentThatIsGone_isNotPassedOver() {
    assertThatThrownBy(() -> keep.keep(without(loss(1, "f", text("large"))), NOWHERE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("cannot keep f", "content");
  }

  @Test
  void whileTheDiskIsFull_itIsToldOnceAndKeptWhenThereIsRoom() {
    AtomicInteger refused = new AtomicInteger();
    linux.setInterposer((call, number) ->
        call.equals("write") && refused.getAndIncrement() < 2 ? Errno.ENOSPC : null);

    keep.keep(loss(1, "f", text("x".repeat(500))), NOWHERE);

    assertThat(refused.get()).isGreaterThan(2);
    assertThat(console.lines)
        .filteredOn(line -> line.contains("full"))
        .singleElement()
        .asString()
        .contains("make room", "f, which");
    assertThat(keep.list()).extracting(KeepItem::pathForPeople).containsExactly("f");
    assertThat(console.lines).anyMatch(line -> line.contains("there is room"));
    assertThat(keep.problem()).isEmpty();
  }

  @Test
  void whileTheDiskIsFull_aStopEndsTheWait() {
    linux.disk().setCapacityBytes(linux.disk().usedBytes() + 100);
    CompletableFuture<Void> kept =
        CompletableFuture.runAsync(() -> keep.keep(loss(1, "f", text("x".repeat(500))), NOWHERE));
    while (console.lines.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(keep.problem()).contains("make room", "f, which");

    keep.stopWaiting();
    assertThat(kept)
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(Losses.NotKept.class);
    assertThat(start().list()).isEmpty();
  }

  @Test
  void whatWaitingDoesNotMend_failsAtOnceAndSaysWhy() {
    linux.setInterposer((call, index) -> call.equals("mkdirat") ? Errno.EACCES : null);

    assertThatThrownBy(() -> keep.keep(loss(1, "f", text("x")), NOWHERE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("cannot keep f", "EACCES");
    linux.setInterposer(Interposer.NONE);
    keep.keep(loss(1, "f", text("x")), NOWHERE);
    assertThat(keep.list()).hasSize(1);
  }

  // ---- making

  private static Bytes text(String text) {
    return Bytes.copyOf(utf8(text));
  }

  private static Entry.RegularFile file(Bytes content) {
    ContentHash hash = ContentHash.ofContent(content);
    return new Entry.RegularFile(hash, content.length(), 0640, ROOT, new Timestamp(1_500_000, 7));
  }

  /** A file of web1 that lost. */
  private static Effect.Keep loss(long number, String name, Bytes content) {
    NodeId node = new NodeId(WEB1, number);
    return loss(number, node, NodeId.ROOT, name, file(content), content);
  }

  private static Effect.Keep loss(
      long number, NodeId node, NodeId parent, String name, Entry entry, Bytes... contents) {
    Decision.Loss loss = new Decision.Loss(0, node, parent, Name.of(name), entry, 0);
    return new Effect.Keep(WEB1, number, loss, List.of(contents));
  }

  /** As it comes where the contents are in the store. */
  private static Effect.Keep without(Effect.Keep loss) {
    return new Effect.Keep(loss.author(), loss.number(), loss.loss(), List.of());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
