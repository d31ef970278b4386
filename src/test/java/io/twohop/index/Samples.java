package io.twohop.index;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.util.SplittableRandom;

/** Values for the tests of stores, from a seeded generator. */
public final class Samples {
  private static final MemberId[] MAKERS = {
    new MemberId(0x8000_0000_0000_0001L), new MemberId(2), new MemberId(-3)
  };
  private static final Owner[] OWNERS = {
    new Owner("www-data", 33, "www-data", 33), new Owner("", 0xfffffffe, "", 7)
  };

  private final SplittableRandom random;

  public Samples(long seed) {
    random = new SplittableRandom(seed);
  }

  public SplittableRandom random() {
    return random;
  }

  public static NodeId node(int i) {
    return new NodeId(MAKERS[i % MAKERS.length], i / MAKERS.length + 1L);
  }

  public static Entry.Directory directory() {
    return new Entry.Directory(0755, OWNERS[0]);
  }

  public static Entry.RegularFile file(int content) {
    return new Entry.RegularFile(
        new ContentHash(content, ~content, 1, 2),
        content & 0xffff,
        0644,
        OWNERS[0],
        new Timestamp(1_700_000_000L + content, content & 0xfff));
  }

  public static NodeState state(NodeId node, NodeId parent, String name, Entry entry, long seq) {
    return new NodeState(node, parent, Name.of(name), seq, entry, seq);
  }

  public static Fingerprint seen(long inode) {
    return new Fingerprint(
        inode,
        new Timestamp(1_700_000_000L, 5),
        7,
        new Timestamp(-1, 999_999_999),
        new Timestamp(1_700_000_001L, 6),
        0644,
        33,
        33);
  }

  /** Any entry but a directory. */
  public Entry leaf() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new Entry.Symlink(Bytes.copyOf(bytes(1 + random.nextInt(20))), OWNERS[random.nextInt(2)]);
      case 1 ->
          new Entry.RegularFile(
              new ContentHash(0, 0, 0, 0), 0, 0, OWNERS[1], new Timestamp(Long.MIN_VALUE, 0));
      default -> file(random.nextInt(1 << 30));
    };
  }

  public Entry entry() {
    return random.nextInt(3) == 0
        ? new Entry.Directory(random.nextInt(0777 + 1), OWNERS[random.nextInt(2)])
        : leaf();
  }

  /** A name of few, so that they meet; some are not UTF-8, some are as long as can be. */
  public Name name() {
    return switch (random.nextInt(8)) {
      case 0 -> Name.of(new byte[] {(byte) 0xff, (byte) random.nextInt(1, 4)});
      case 1 -> Name.of("x".repeat(254) + random.nextInt(3));
      case 2 -> Name.of("root");
      default -> Name.of("n" + random.nextInt(12));
    };
  }

  /** A fingerprint that often agrees with the entry, as real ones do. */
  public Fingerprint seen(Entry entry) {
    boolean agrees = random.nextInt(4) != 0;
    Fingerprint any =
        new Fingerprint(
            random.nextInt(20) == 0 ? -1 : random.nextInt(30),
            new Timestamp(random.nextInt(3), 0),
            random.nextInt(1000),
            new Timestamp(random.nextLong(), random.nextInt(1_000_000_000)),
            new Timestamp(random.nextInt(), random.nextInt(1_000_000_000)),
            random.nextInt(010000),
            random.nextInt(),
            random.nextInt(3));
    return agrees && entry instanceof Entry.RegularFile f
        ? new Fingerprint(
            any.inode(), any.birth(), f.sizeBytes(), f.mtime(), any.ctime(), f.mode(), 0, 0)
        : any;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
