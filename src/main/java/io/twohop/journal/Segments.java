package io.twohop.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Opening the segments of a directory. */
final class Segments {
  private Segments() {}

  /**
   * The segments in order, at least one; a file whose creation a crash cut short is taken away.
   *
   * @param firstSeq of the first change, if there is no segment yet
   * @throws JournalProblem {@code DAMAGED} if one is missing or not readable; nothing was changed
   */
  static List<Segment> open(Path directory, long firstSeq, long salt, long maxBytes)
      throws IOException {
    Files.createDirectories(directory);
    List<Path> files = files(directory);
    List<Segment> segments = new ArrayList<>();
    try {
      for (int i = 0; i < files.size(); i++) {
        Segment segment = Segment.open(files.get(i), maxBytes);
        if (segment != null) {
          segments.add(segment);
          requireSuccession(segments);
        } else if (i == files.size() - 1 && isUnborn(files.get(i), i == 0)) {
          Files.delete(files.get(i));
        } else {
          throw damaged(files.get(i), "has no readable header");
        }
      }
      if (segments.isEmpty()) {
        segments.add(Segment.create(directory, 1, firstSeq, salt, maxBytes));
      }
      return segments;
    } catch (IOException | JournalProblem e) {
      for (Segment segment : segments) {
        segment.close();
      }
      throw e;
    }
  }

  /**
   * Whether a file without a header never held a record. Its header is flushed before the first
   * one, but a header can be damaged later; hence it must hold nothing but zeros behind it.
   */
  private static boolean isUnborn(Path file, boolean only) throws IOException {
    byte[] head = new byte[Segment.HEADER_BYTES + RecordHeader.BYTES];
    int read;
    try (var in = Files.newInputStream(file)) {
      read = in.readNBytes(head, 0, head.length);
    }
    boolean anyRecord = false;
    for (int i = Segment.HEADER_BYTES; i < read; i++) {
      anyRecord |= head[i] != 0;
    }
    return !anyRecord && (!only || Segment.numberOf(file) == 1);
  }

  private static List<Path> files(Path directory) throws IOException {
    TreeMap<Long, Path> byNumber = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> Segment.numberOf(file) >= 0)
          .forEach(file -> byNumber.put(Segment.numberOf(file), file));
    }
    return List.copyOf(byNumber.values());
  }

  private static void requireSuccession(List<Segment> segments) {
    if (segments.size() < 2) {
      return;
    }
    Segment before = segments.get(segments.size() - 2);
    Segment last = segments.getLast();
    if (last.number() != before.number() + 1 || last.firstSeq() < before.firstSeq()) {
      throw damaged(last.file(), "does not follow " + before.file().getFileName());
    }
  }

  static JournalProblem damaged(Path file, String what) {
    return new JournalProblem(JournalProblem.Kind.DAMAGED, file, what, null);
  }
}
