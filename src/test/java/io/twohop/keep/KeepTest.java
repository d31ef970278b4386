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
import io.twohop.model.RestoredName;
import io.twohop.model.Timestamp;
import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepTest {
  private static final long DAY = 24L * 60 * 60 * 1000;
  private static final Retention FULL = new Retention(30 * DAY, 7 * DAY, 0, 0, 0);
  private static final ContentHash HASH = new ContentHash(1, 2, 3, 4);
  private static final NodeId NODE = new NodeId(new MemberId(9), 4);
  private static final Timestamp MTIME = new Timestamp(1_500_000_000L, 7);

  @TempDir Path scratch;
  private Syscalls sys;
  private Fd dir;
  private Keep keep;

  Syscalls syscalls() {
    return new FfmSyscalls();
  }

  String base() {
    return scratch.toString();
  }

  @BeforeEach
  void open() {
    sys = syscalls();
    dir = sys.open(ascii(base()), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    sys.mkdirat(dir, ascii("keep"), 0700);
    sys.mkdirat(dir, ascii("out"), 0700);
    keep = start();
  }

  @AfterEach
  void close() {
    keep.close();
    dir.close();
  }

  private Keep start() {
    return Keep.open(sys, new Owners(sys), ascii(base() + "/keep"));
  }

  private Keep startAgain() {
    keep.close();
    keep = start();
    return keep;
  }

  @Test
  void add_ofBytes_isThereAfterARestartWithAllThatIsKnownOfIt() {
    KeepItem item = item("p-1", KeepKind.CONFLICT, 0, "wp-content", "a\nb.php");

    assertThat(keep.add(item, inline("lost"))).isTrue();

    KeepItem found = startAgain().show("p-1");
    assertThat(found).isEqualTo(item.withSize(4));
    assertThat(found.pathForPeople()).isEqualTo("wp-content/a\\x0ab.php");
    assertThat(keep.list()).containsExactly(found);
  }

  @Test
  void add_ofTheSameIdAgain_makesNoSecondItem() {
    String id = KeepItem.idOfProposal(new MemberId(0xabcL), 17, 2, NODE);
    keep.add(item(id, KeepKind.CONFLICT, 0, "f"), inline("first"));

    assertThat(keep.add(item(id, KeepKind.CONFLICT, 0, "f"), inline("second"))).isFalse();
    assertThat(startAgain().list()).hasSize(1);
    assertThat(read("out", restore(id, "f"))).isEqualTo("first");
  }

  @Test
  void add_ofAnOpenFile_copiesItWithModeAndTime() {
    write("out", "f", "large");
    try (Fd out = directory("out");
        Fd file = sys.openat2(out, ascii("f"), OpenFlags.O_RDONLY, 0, 0)) {
      keep.add(item("v-1", KeepKind.OVERWRITTEN, 0, "f"), new KeptContent.Copied(file));

      Name name = restore("v-1", "f");
      assertThat(name).isEqualTo(Name.of("f.restored"));
      assertThat(sys.statx(out, name.shared()).mode()).isEqualTo(0640);
      assertThat(sys.statx(out, name.shared()).mtime().nanos()).isEqualTo(7);
    }
  }

  @Test
  void add_ofALink_keepsItsTarget() {
    Entry link = new Entry.Symlink(Bytes.copyOf(ascii("../there")), me());
    keep.add(entry("p-1", KeepKind.CONFLICT, link), new KeptContent.Made());

    assertThat(startAgain().show("p-1").entry()).isEqualTo(link);
    try (Fd out = directory("out")) {
      Name name = restore("p-1", "l");
      assertThat(sys.readlinkat(out, name.shared())).isEqualTo(ascii("../there"));
    }
  }

  @Test
  void directory_isOneItemToWhichChildrenAreAdded() {
    Entry directory = new Entry.Directory(0755, me());
    keep.add(entry("p-1", KeepKind.CONFLICT, directory), new KeptContent.Made());
    Entry.RegularFile file = file(1);

    assertThat(keep.addBelow("p-1", path("sub", "f"), NODE, file, inline("x")))
        .isEqualTo(path("sub", "f"));
    assertThat(keep.addBelow("p-1", path("sub", "f"), NODE, file, inline("x")))
        .isEqualTo(path("sub", "f"));
    assertThat(keep.addBelow("p-1", path("g"), NODE, file, inline("yy"))).isEqualTo(path("g"));
    assertThat(keep.show("p-1").sizeBytes()).isEqualTo(3);

    assertThat(startAgain().list()).hasSize(1);
    assertThat(keep.show("p-1").sizeBytes()).isEqualTo(3);
    assertThat(keep.children("p-1"))
        .containsExactlyInAnyOrder(path("g"), path("sub"), path("sub", "f"));
    restore("p-1", "d");
    assertThat(read("out/d/sub", Name.of("f"))).isEqualTo("x");
  }

  @Test
  void addBelow_aNameThatIsSomethingElse_isKeptBesideIt() {
    Entry directory = new Entry.Directory(0755, me());
    keep.add(entry("p-1", KeepKind.CONFLICT, directory), new KeptContent.Made());
    keep.addBelow("p-1", path("f"), NODE, file(1), inline("first"));

    assertThat(keep.addBelow("p-1", path("f"), NODE, file(1), inline("other")))
        .isEqualTo(path("f.restored"));
    assertThat(keep.addBelow("p-1", path("f"), NODE, file(1), inline("other")))
        .isEqualTo(path("f.restored"));
    assertThat(keep.addBelow("p-1", path("f"), NODE, directory, new KeptContent.Made()))
        .isEqualTo(path("f.restored-2"));
    assertThat(keep.children("p-1"))
        .containsExactlyInAnyOrder(path("f"), path("f.restored"), path("f.restored-2"));
    assertThat(keep.show("p-1").sizeBytes()).isEqualTo(10);
  }

  @Test
  void join_adoptsNothingIntoWhatIsKeptForARestore() {
    Entry directory = new Entry.Directory(0755, me());
    keep.add(entry("v-1", KeepKind.REMOVED, directory), new KeptContent.Made());

    assertThat(keep.join(NODE, Name.of("f"), NODE, file(1), inline("x"))).isFalse();
    assertThat(startAgain().join(NODE, Name.of("f"), NODE, file(1), inline("x"))).isFalse();
    assertThat(keep.children("v-1")).isEmpty();
  }

  @Test
  void addBelow_anItemThatIsNotThere_saysSo() {
    assertThatThrownBy(() -> keep.addBelow("p-1", path("f"), NODE, file(1), inline("x")))
        .isInstanceOf(NoSuchItem.class)
        .hasMessageContaining("p-1");
  }

  @Test
  void restore_neverReplacesAnything() {
    keep.add(item("p-1", KeepKind.CONFLICT, 0, "photo.jpg"), inline("kept"));
    write("out", "photo.jpg", "theirs");

    assertThat(restore("p-1", "photo.jpg")).isEqualTo(Name.of("photo.restored.jpg"));
    assertThat(restore("p-1", "photo.jpg")).isEqualTo(Name.of("photo.restored-2.jpg"));
    assertThat(read("out", Name.of("photo.jpg"))).isEqualTo("theirs");
    assertThat(keep.has("p-1")).isTrue();
  }

  @Test
  void restoredName_ofALongName_fits() {
    Name longest = Name.of("n".repeat(250) + ".php");

    assertThat(RestoredName.of(longest, 3).length()).isEqualTo(Name.MAX_BYTES);
    assertThat(RestoredName.of(longest, 3).forPeople()).endsWith("n.restored-3.php");
    assertThat(RestoredName.of(Name.of(".htaccess"), 1)).isEqualTo(Name.of(".htaccess.restored"));
    assertThat(RestoredName.of(Name.of("." + "x".repeat(254)), 1).length()).isEqualTo(255);
  }

  @Test
  void drop_removesAnItemForGood() {
    keep.add(item("p-1", KeepKind.CONFLICT, 0, "f"), inline("x"));

    keep.drop("p-1");

    assertThat(startAgain().list()).isEmpty();
    assertThatThrownBy(() -> keep.drop("p-1")).isInstanceOf(NoSuchItem.class);
  }

  @Test
  void export_writesEveryFileAndAnIndex() {
    keep.add(item("p-1", KeepKind.CONFLICT, 0, "a", "f.php"), inline("one"));
    Entry directory = new Entry.Directory(0755, me());
    keep.add(entry("p-2", KeepKind.CONFLICT, directory), new KeptContent.Made());
    keep.addBelow("p-2", path("sub", "g"), NODE, file(1), inline("two"));
    try (Fd out = directory("out")) {
      assertThat(keep.export(out)).isEqualTo(2);
      assertThat(new TreeWalk(sys).names(out))
          .containsExactly(Name.of("index.txt"), Name.of("p-1-a_f.php"), Name.of("p-2-x_sub_g"));
    }
    assertThat(read("out", Name.of("p-1-a_f.php"))).isEqualTo("one");
    assertThat(read("out", Name.of("index.txt")).lines())
        .hasSize(3)
        .allMatch(line -> line.split("\t", -1).length == 9)
        .anyMatch(line -> line.startsWith("p-2-x_sub_g\tCONFLICT\tweb1\t"));
  }

  @Test
  void retain_withinTheBounds_dropsNothing() {
    keep.add(item("v-1", KeepKind.OVERWRITTEN, 0, "f"), inline("x"));

    assertThat(keep.retain(new Retention(30 * DAY, 7 * DAY, 100, 100, 0), 29 * DAY)).isEmpty();
    assertThat(keep.list()).hasSize(1);
  }

  @Test
  void retain_dropsOldVersionsByAgeButNeverConflicts() {
    keep.add(item("v-1", KeepKind.OVERWRITTEN, 0, "f"), inline("x"));
    keep.add(item("v-2", KeepKind.REMOVED, 20 * DAY, "g"), inline("x"));
    keep.add(item("p-1", KeepKind.CONFLICT, 0, "h"), inline("x"));

    List<KeepItem> dropped = keep.retain(new Retention(30 * DAY, 7 * DAY, 100, 100, 0), 31 * DAY);

    assertThat(dropped).extracting(KeepItem::id).containsExactly("v-1");
    assertThat(startAgain().list()).extracting(KeepItem::id).containsExactly("p-1", "v-2");
  }

  @Test
  void retain_whenFull_dropsVersionsFirstAndConflictsOnlyAfterSevenDays() {
    keep.add(item("p-old", KeepKind.CONFLICT, 0, "a"), inline("x"));
    keep.add(item("p-young", KeepKind.CONFLICT, 5 * DAY, "b"), inline("x"));
    keep.add(item("v-1", KeepKind.OVERWRITTEN, 7 * DAY, "c"), inline("x"));

    List<KeepItem> dropped = keep.retain(FULL, 8 * DAY);

    assertThat(dropped).extracting(KeepItem::id).containsExactly("v-1", "p-old");
    assertThat(keep.list()).extracting(KeepItem::id).containsExactly("p-young");
  }

  @Test
  void start_sweepsWhatIsHalfAddedOrHalfDropped() {
    keep.add(item("v-whole", KeepKind.REMOVED, 0, "f"), inline("x"));
    keep.add(item("v-gone", KeepKind.REMOVED, 0, "f"), inline("x"));
    keep.add(item("v-half", KeepKind.REMOVED, 0, "f"), inline("x"));
    try (Fd items = directory("keep/items")) {
      rename(items, "v-gone", "old-v-gone");
      rename(items, "v-half", "new-v-half");
    }

    assertThat(startAgain().list()).extracting(KeepItem::id).containsExactly("v-whole");
    try (Fd items = directory("keep/items")) {
      assertThat(new TreeWalk(sys).names(items)).containsExactly(Name.of("v-whole"));
    }
  }

  @Test
  void meta_thatIsCut_isNotBelieved() {
    byte[] whole = Meta.encode(item("p-1", KeepKind.CONFLICT, 0, "f"));
    assertThat(Meta.decode(whole)).isNotNull();
    for (int length = 0; length < whole.length; length++) {
      assertThat(Meta.decode(Arrays.copyOf(whole, length))).isNull();
    }
  }

  @Test
  void ids_areNamesOfFiles() {
    assertThatThrownBy(() -> item("../x", KeepKind.CONFLICT, 0, "f"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> item("new-x", KeepKind.CONFLICT, 0, "f"))
        .isInstanceOf(IllegalArgumentException.class);
    NodeId longest = new NodeId(new MemberId(-1), -1);
    assertThat(KeepItem.idOfProposal(new MemberId(-1), -1, Integer.MAX_VALUE, longest).length())
        .isLessThan(KeepItem.MAX_ID_CHARS);
    assertThat(KeepItem.idOfVersion(longest, Long.MAX_VALUE).length())
        .isLessThan(KeepItem.MAX_ID_CHARS);
  }

  // ---- making and reading

  private Owner me() {
    return new Owners(sys).of(sys.statx(dir).uid(), sys.statx(dir).gid());
  }

  private Entry.RegularFile file(long size) {
    return new Entry.RegularFile(HASH, size, 0640, me(), MTIME);
  }

  private KeepItem item(String id, KeepKind kind, long age, String... path) {
    return new KeepItem(
        id, kind, path(path), NODE, file(4), "web1", 1_700_000_000_000L, 3, 5, 0, HASH, age);
  }

  private KeepItem entry(String id, KeepKind kind, Entry entry) {
    return new KeepItem(id, kind, path("x"), NODE, entry, "web1", 1, 3, 5, 0, null, 0);
  }

  private static List<Name> path(String... names) {
    return Arrays.stream(names).map(Name::of).toList();
  }

  private static KeptContent inline(String text) {
    return new KeptContent.Inline(Bytes.copyOf(ascii(text)));
  }

  private Name restore(String id, String name) {
    try (Fd out = directory("out")) {
      return keep.restore(id, dir, ascii("restoring"), out, Name.of(name));
    }
  }

  private Fd directory(String path) {
    return sys.openat2(dir, ascii(path), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, 0);
  }

  private void write(String directory, String name, String text) {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT;
    try (Fd in = directory(directory);
        Fd file = sys.openat2(in, ascii(name), flags, 0600, 0)) {
      sys.writeFully(file, ascii(text), 0, text.length());
    }
  }

  private String read(String directory, Name name) {
    byte[] buffer = new byte[4096];
    try (Fd in = directory(directory);
        Fd file = sys.openat2(in, name.shared(), OpenFlags.O_RDONLY, 0, 0)) {
      int n = sys.pread(file, buffer, 0, buffer.length, 0);
      return new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
    }
  }

  private void rename(Fd in, String from, String to) {
    sys.renameat2(in, ascii(from), in, ascii(to), RenameMode.NOREPLACE);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
