package io.twohop.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Stat;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import io.twohop.tree.Owners;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modes that forbid their owner to read, for a daemon that is root and for one that is not. */
class KeptModesTest {
  private static final Owner WEB = new Owner("www", 33, "www", 33);
  private static final Bytes CONTENT = Bytes.copyOf(utf8("secret"));

  private final SimLinux linux = new SimLinux();
  private final SimUser user = linux.user();
  private Keep keep;

  @BeforeEach
  void machine() {
    linux.addUser(33, "www");
    linux.addGroup(33, "www");
    for (String directory : List.of("/keep", "/out", "/stage")) {
      user.mkdir(directory);
      user.chmod(directory, 0777);
    }
  }

  private void startAs(int uid) {
    linux.runAs(uid, uid);
    keep = start();
  }

  private Keep start() {
    return Keep.open(linux, new Owners(linux), utf8("/keep"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void file_thatItsOwnerMayNotRead_isKeptAndComesBackAsItWas(int uid) {
    startAs(uid);
    for (int mode : new int[] {0000, 0200, 0444}) {
      String id = "p-" + mode;
      keep.add(item(id, file(mode)), new KeptContent.Inline(CONTENT));

      Stat kept = user.stat("/keep/items/" + id + "/content");
      assertThat(kept.mode()).isEqualTo(0600);
      assertThat(kept.uid()).isEqualTo(uid);
      keep.close();
      keep = start();
      assertRestored("/out/" + restore(id), mode, uid);
      assertThat(user.readText("/out/" + restore(id))).isEqualTo("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void directory_thatItsOwnerMayNotWrite_growsAndComesBackWithAllThatIsInIt(int uid) {
    startAs(uid);
    keep.add(item("p-1", new Entry.Directory(0555, WEB)), new KeptContent.Made());
    below(new Entry.Directory(0555, WEB), new KeptContent.Made(), "d");
    below(file(0000), new KeptContent.Inline(CONTENT), "d", "f");
    below(file(0640), new KeptContent.Inline(CONTENT), "g");
    keep.close();
    keep = start();
    below(file(0444), new KeptContent.Inline(CONTENT), "later");

    assertThat(user.stat("/keep/items/p-1/content").mode()).isEqualTo(0700);
    String restored = "/out/" + restore("p-1");
    assertRestored(restored, 0555, uid);
    assertRestored(restored + "/d", 0555, uid);
    assertRestored(restored + "/d/f", 0000, uid);
    assertRestored(restored + "/g", 0640, uid);
    assertRestored(restored + "/later", 0444, uid);
    try (Fd out = open("/out")) {
      assertThat(keep.export(out)).isEqualTo(3);
    }
    assertRestored("/out/p-1-x_d_f", 0000, uid);
  }

  /** The power went while a child was noted: what was noted before counts, and after. */
  @Test
  void noteOfAChild_thatIsTorn_isPassedOver() {
    startAs(0);
    keep.add(item("p-1", new Entry.Directory(0755, WEB)), new KeptContent.Made());
    below(file(0444), new KeptContent.Inline(CONTENT), "f");
    byte[] notes = user.read("/keep/items/p-1/below");
    byte[] torn = Arrays.copyOf(notes, notes.length * 2 - 9);
    System.arraycopy(notes, 0, torn, notes.length, notes.length - 9);
    user.write(utf8("/keep/items/p-1/below"), torn);
    below(file(0400), new KeptContent.Inline(CONTENT), "g");

    String restored = "/out/" + restore("p-1");
    assertRestored(restored + "/f", 0444, 0);
    assertRestored(restored + "/g", 0400, 0);
  }

  private void assertRestored(String path, int mode, int uid) {
    Stat stat = user.stat(path);
    assertThat(stat.mode()).as(path).isEqualTo(mode);
    assertThat(stat.uid()).as(path).isEqualTo(uid == 0 ? 33 : uid);
  }

  private void below(Entry entry, KeptContent content, String... path) {
    NodeId node = new NodeId(new MemberId(9), path.length);
    keep.addBelow("p-1", Arrays.stream(path).map(Name::of).toList(), node, entry, content);
  }

  private String restore(String id) {
    try (Fd stage = open("/stage");
        Fd out = open("/out")) {
      return keep.restore(id, stage, utf8("part"), out, Name.of("x")).forPeople();
    }
  }

  private Fd open(String path) {
    return linux.open(utf8(path), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }

  private static Entry.RegularFile file(int mode) {
    ContentHash hash = ContentHash.ofContent(CONTENT);
    return new Entry.RegularFile(hash, 6, mode, WEB, new Timestamp(1_500_000_000L, 7));
  }

  private static KeepItem item(String id, Entry entry) {
    NodeId node = new NodeId(new MemberId(9), 4);
    List<Name> path = List.of(Name.of("x"));
    return new KeepItem(id, KeepKind.CONFLICT, path, node, entry, "web1", 1, 3, 5, 0, null, 0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
