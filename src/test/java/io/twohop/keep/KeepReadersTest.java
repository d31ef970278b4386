package io.twohop.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.twohop.sim.linux.Interposer;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import io.twohop.tree.Owners;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens in the keep while somebody copies something out of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeepReadersTest {
  private static final Owner ROOT = new Owner("root", 0, "root", 0);
  private static final Bytes CONTENT = Bytes.copyOf(utf8("0123456789".repeat(1_000)));
  private static final Retention FULL = new Retention(0, 0, 0, 0, 0);

  private final SimLinux linux = new SimLinux();
  private final SimUser user = linux.user();
  private Keep keep;

  @BeforeEach
  void machine() {
    List.of("/keep", "/out", "/stage").forEach(user::mkdir);
    linux.limits().bytesPerTransfer = 1_000;
    keep = Keep.open(linux, new Owners(linux), utf8("/keep"));
    keep.add(item("p-1"), new KeptContent.Inline(CONTENT));
    keep.add(item("p-2"), new KeptContent.Inline(CONTENT));
  }

  /** Does something when half of a file is copied. */
  private void halfway(Runnable act) {
    long[] seen = new long[1];
    linux.setInterposer((call, index) -> {
      if (call.equals("copy_file_range") && ++seen[0] == 5) {
        linux.setInterposer(Interposer.NONE);
        act.run();
      }
      return null;
    });
  }

  @Test
  void restore_holdsUpNobodyWhoBringsSomethingIn() {
    halfway(() ->
        CompletableFuture.runAsync(() -> keep.add(item("p-3"), new KeptContent.Inline(CONTENT)))
            .orTimeout(30, TimeUnit.SECONDS)
            .join());
    restore("p-1");
    assertThat(keep.has("p-3")).isTrue();
  }

  @Test
  void export_holdsUpNobodyWhoBringsSomethingIn() {
    halfway(() ->
        CompletableFuture.runAsync(() -> keep.add(item("p-3"), new KeptContent.Inline(CONTENT)))
            .orTimeout(30, TimeUnit.SECONDS)
            .join());
    export();
    assertThat(keep.has("p-3")).isTrue();
  }

  @Test
  void whatIsDroppedWhileItIsRestored_isRestored_andThenGone() {
    halfway(() -> {
      keep.drop("p-1");
      assertThat(keep.has("p-1")).isFalse();
    });
    restore("p-1");
    assertThat(user.read("/out/f")).isEqualTo(CONTENT.toArray());
    assertThat(user.list("/keep/items")).containsExactly(Name.of("p-2"));
    assertThatThrownBy(() -> restore("p-1")).isInstanceOf(NoSuchItem.class);
  }

  @Test
  void whatIsDroppedAndKeptAgainWhileItIsRestored_isBoth() {
    halfway(() -> {
      keep.drop("p-1");
      keep.add(item("p-1"), new KeptContent.Inline(CONTENT));
      keep.drop("p-1");
      keep.add(item("p-1"), new KeptContent.Inline(CONTENT));
    });
    restore("p-1");
    assertThat(user.read("/out/f")).isEqualTo(CONTENT.toArray());
    assertThat(user.list("/keep/items")).containsExactly(Name.of("p-1"), Name.of("p-2"));
  }

  @Test
  void whatIsDroppedWhileAllIsExported_isExportedIfItsTurnHadCome() {
    halfway(() -> {
      keep.drop("p-1");
      keep.drop("p-2");
    });
    assertThat(export()).isEqualTo(1);
    assertThat(user.read("/out/p-1-f")).isEqualTo(CONTENT.toArray());
    assertThat(user.list("/keep/items")).isEmpty();
  }

  @Test
  void retain_passesOverWhatIsBeingRestored() {
    halfway(
        () -> assertThat(keep.retain(FULL, 1_000)).extracting(KeepItem::id).containsExactly("p-2"));
    restore("p-1");
    assertThat(keep.list()).extracting(KeepItem::id).containsExactly("p-1");
    assertThat(keep.retain(FULL, 1_000)).extracting(KeepItem::id).containsExactly("p-1");
  }

  @Test
  void aPin_holdsWhatIsAddedUnderIt() {
    try (Keep.Pin pin = keep.pin("p-3")) {
      keep.add(item(pin.id()), new KeptContent.Inline(CONTENT));
      keep.retain(FULL, 1_000);
      restore("p-3");
      keep.drop("p-3");
    }
    assertThat(user.read("/out/f")).isEqualTo(CONTENT.toArray());
    assertThat(user.list("/keep/items")).isEmpty();
  }

  private void restore(String id) {
    try (Fd stage = open("/stage");
        Fd out = open("/out")) {
      keep.restore(id, stage, utf8("part"), out, Name.of("f"));
    }
  }

  private int export() {
    try (Fd out = open("/out")) {
      return keep.export(out);
    }
  }

  private Fd open(String path) {
    return linux.open(utf8(path), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }

  private static KeepItem item(String id) {
    ContentHash hash = ContentHash.ofContent(CONTENT);
    Entry entry = new Entry.RegularFile(hash, 10_000, 0640, ROOT, new Timestamp(1, 7));
    NodeId node = new NodeId(new MemberId(9), 4);
    List<Name> path = List.of(Name.of("f"));
    return new KeepItem(id, KeepKind.CONFLICT, path, node, entry, "web1", 1, 3, 5, 0, hash, 0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
