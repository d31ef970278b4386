package io.twohop.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's structures, read once into values. Offsets are those of the 64-bit headers named at
 * each method.
 */
final class Structs {
  private Structs() {}

  /** struct statx, linux/stat.h. */
  static Stat stat(MemorySegment s) {
    int mask = s.get(JAVA_INT, 0);
    int mode = s.get(JAVA_SHORT, 28) & 0xFFFF;
    long device =
        (s.get(JAVA_INT, 136) & 0xFFFF_FFFFL) << 32 | (s.get(JAVA_INT, 140) & 0xFFFF_FFFFL);
    return new Stat(
        FileKind.ofMode(mode),
        s.get(JAVA_LONG, 32),
        (mask & STATX_BTIME) == 0 ? Timespec.NONE : timespec(s, 80),
        s.get(JAVA_LONG, 40),
        timespec(s, 112),
        timespec(s, 96),
        mode & 07777,
        s.get(JAVA_INT, 20),
        s.get(JAVA_INT, 24),
        s.get(JAVA_INT, 16),
        device,
        (mask & STATX_MNT_ID) == 0 ? -1 : s.get(JAVA_LONG, 144));
  }

  static final int STATX_BTIME = 0x800;
  static final int STATX_MNT_ID = 0x1000;

  /** struct statfs, asm-generic/statfs.h. */
  static FileSystemStat fileSystem(MemorySegment s) {
    long fragment = s.get(JAVA_LONG, 72);
    long unit = fragment != 0 ? fragment : s.get(JAVA_LONG, 8);
    return new FileSystemStat(
        s.get(JAVA_LONG, 0),
        s.get(JAVA_LONG, 16) * unit,
        s.get(JAVA_LONG, 24) * unit,
        s.get(JAVA_LONG, 32) * unit,
        s.get(JAVA_LONG, 40),
        s.get(JAVA_LONG, 48),
        (s.get(JAVA_LONG, 80) & 1) != 0);
  }

  /** struct linux_dirent64 one after another, as getdents64(2) describes it. */
  static List<DirectoryEntry> directoryEntries(MemorySegment s, long lengthBytes) {
    List<DirectoryEntry> entries = new ArrayList<>();
    long at = 0;
    while (at < lengthBytes) {
      int recordBytes = s.get(JAVA_SHORT, at + 16) & 0xFFFF;
      byte[] name = untilNul(s, at + 19, recordBytes - 19);
      if (!isDots(name)) {
        FileKind kind = FileKind.ofDirectoryEntryType(s.get(JAVA_BYTE, at + 18));
        entries.add(new DirectoryEntry(name, s.get(JAVA_LONG, at), kind));
      }
      at += recordBytes;
    }
    return entries;
  }

  /** struct inotify_event one after another, linux/inotify.h. */
  static List<InotifyEvent> events(MemorySegment s, long lengthBytes) {
    List<InotifyEvent> events = new ArrayList<>();
    long at = 0;
    while (at < lengthBytes) {
      int mask = s.get(JAVA_INT, at + 4);
      int nameBytes = s.get(JAVA_INT, at + 12);
      InotifyEvent.Kind kind = InotifyEvent.Kind.ofMask(mask);
      if (kind != null) {
        boolean onDirectory = (mask & IN_ISDIR) != 0;
        byte[] name = nameBytes == 0 ? null : untilNul(s, at + 16, nameBytes);
        events.add(
            new InotifyEvent(
                s.get(JAVA_INT, at), kind, onDirectory, s.get(JAVA_INT, at + 8), name));
      }
      at += 16 + nameBytes;
    }
    return events;
  }

  private static final int IN_ISDIR = 0x4000_0000;

  static Timespec timespec(MemorySegment s, long offset) {
    return new Timespec(s.get(JAVA_LONG, offset), s.get(JAVA_INT, offset + 8));
  }

  /**
   * The release of struct new_utsname, linux/utsname.h: six fields of 65 bytes, this is the third.
   */
  static String release(MemorySegment s) {
    return new String(untilNul(s, 130, 65), StandardCharsets.US_ASCII);
  }

  static byte[] untilNul(MemorySegment s, long offset, int atMostBytes) {
    int length = 0;
    while (length < atMostBytes && s.get(JAVA_BYTE, offset + length) != 0) {
      length++;
    }
    return bytes(s, offset, length);
  }

  static byte[] bytes(MemorySegment s, long offset, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    MemorySegment.copy(s, JAVA_BYTE, offset, bytes, 0, lengthBytes);
    return bytes;
  }

  private static boolean isDots(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }
}
