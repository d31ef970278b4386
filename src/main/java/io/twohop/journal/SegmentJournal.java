package io.twohop.journal;

import io.twohop.core.hub.Journal;
import io.twohop.core.hub.JournalRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal in segments, with group commit: {@link #append} only queues, {@link #flush} writes
 * all that is queued and flushes once.
 *
 * <p>One thread flushes, in a loop over what was queued meanwhile; the other methods may be called
 * by any thread. Appended changes can be read at once, which is what {@code core.hub} expects, but
 * nobody may be told of them before a flush has returned their seq.
 *
 * <p>After a {@link JournalProblem} of a flush the journal accepts nothing more; what is durable is
 * what the last successful flush returned, or more.
 */
public final class SegmentJournal implements Journal, AutoCloseable {
  /** LIMIT: a segment that has reached this size is followed by a new one. */
  static final long SEGMENT_BYTES = 64 << 20;

  /** LIMIT: heap for the newest changes, decoded. */
  static final long RECENT_BYTES = 8 << 20;

  private static final long FIRST_SEQ = 1;

  /** LIMIT: readers whose next position is remembered. */
  private static final int READERS = 64;

  /**
   * What is durable.
   *
   * @param recordCount records of any kind among those appended since the journal was opened
   * @param lastSeq the last change
   */
  public record Durable(long recordCount, long lastSeq) {}

  private final Path directory;
  private final long segmentBytes;
  private final SecureRandom salts;

  /** Held while the fields from here to {@code broken} are touched, never during a write. */
  private final Object lock = new Object();

  private final List<Segment> segments;
  private final Map<Long, SegmentIndex> indexOfSegment = new TreeMap<>();
  private final Recent recent;
  private final LinkedHashMap<Long, Place> placeOfNext =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Place> eldest) {
          return size() > READERS;
        }
      };
  private List<JournalRecord> queue = new ArrayList<>();
  private long appendedSeq;
  private long durableSeq;
  private long durableCount;
  private @Nullable JournalProblem broken;

  /** The end of the newest segment; the flushing thread's alone. */
  private long end;

  private SegmentJournal(
      Path directory,
      List<Segment> segments,
      TailScan tail,
      SecureRandom salts,
      long segmentBytes,
      long recentBytes)
      throws IOException {
    this.directory = directory;
    this.segments = new ArrayList<>(segments);
    this.salts = salts;
    this.segmentBytes = segmentBytes;
    recent = new Recent(recentBytes);
    end = tail.end();
    appendedSeq = tail.lastSeq();
    durableSeq = tail.lastSeq();
    indexOfSegment.put(segments.getLast().number(), SegmentIndex.of(segments.getLast(), end));
  }

  /**
   * Opens the journal in this directory, or makes it. What a crash left half written behind the
   * durable end is cut off.
   *
   * @throws JournalProblem {@code DAMAGED} if something that was durable is lost; nothing was
   *     changed then
   */
  public static SegmentJournal open(Path directory) {
    return open(directory, SEGMENT_BYTES, RECENT_BYTES);
  }

  static SegmentJournal open(Path directory, long segmentBytes, long recentBytes) {
    SecureRandom salts = new SecureRandom();
    try {
      List<Segment> segments = Segments.open(directory, FIRST_SEQ, salts.nextLong(), segmentBytes);
      TailScan tail = TailScan.of(segments.getLast());
      if (tail.residueEnd() > tail.end()) {
        segments.getLast().erase(tail.end(), tail.residueEnd());
      }
      return new SegmentJournal(directory, segments, tail, salts, segmentBytes, recentBytes);
    } catch (IOException e) {
      throw new JournalProblem(JournalProblem.Kind.IO, directory, "cannot be opened", e);
    }
  }

  /**
   * Queues records behind all others. Changes are read back at once.
   *
   * @throws IllegalArgumentException if a change is not the next one; nothing is queued then
   * @throws JournalProblem if an earlier flush has failed
   */
  public void append(List<? extends JournalRecord> records) {
    synchronized (lock) {
      requireSound();
      long seq = appendedSeq;
      for (JournalRecord record : records) {
        if (record instanceof JournalRecord.Accepted accepted && accepted.seq() != ++seq) {
          throw new IllegalArgumentException("after seq " + (seq - 1) + " comes " + accepted.seq());
        }
      }
      for (JournalRecord record : records) {
        if (record instanceof JournalRecord.Accepted accepted) {
          recent.add(accepted);
        }
        queue.add(record);
      }
      appendedSeq = seq;
    }
  }

  private void requireSound() {
    if (broken != null) {
      throw new JournalProblem(broken.kind(), directory, "accepts nothing more", broken);
    }
  }

  /**
   * Makes all that is queued durable with one flush of the disk; costs nothing if nothing is.
   *
   * @throws JournalProblem {@code WRITE_FAILED}, now and from then on, if that did not work
   */
  public Durable flush() {
    List<JournalRecord> batch;
    synchronized (lock) {
      requireSound();
      batch = queue;
      queue = new ArrayList<>();
    }
    if (!batch.isEmpty()) {
      try {
        write(batch);
      } catch (IOException | RuntimeException e) {
        JournalProblem problem =
            new JournalProblem(
                JournalProblem.Kind.WRITE_FAILED, directory, "could not be written", e);
        synchronized (lock) {
          broken = problem;
        }
        throw problem;
      }
    }
    synchronized (lock) {
      return new Durable(durableCount, durableSeq);
    }
  }

  private void write(List<JournalRecord> batch) throws IOException {
    Segment segment = end < segmentBytes ? newest() : next();
    BatchWriter writer = new BatchWriter(segment, end);
    List<BatchWriter.Written> written = writer.write(batch);
    end = writer.end();
    segment.flush();
    synchronized (lock) {
      SegmentIndex index = indexOfSegment.get(segment.number());
      for (BatchWriter.Written one : written) {
        durableSeq = Math.max(durableSeq, one.seq());
        if (index != null) {
          index.note(one.seq(), one.position());
        }
      }
      durableCount += batch.size();
      recent.trim(durableSeq);
    }
    // Its own flush comes with the next batch, which would have had to do this first.
    segment.zeroAhead(end);
  }

  private Segment newest() {
    synchronized (lock) {
      return segments.getLast();
    }
  }

  /** Begins the next segment; the present one is durable. */
  private Segment next() throws IOException {
    Segment before = newest();
    long firstSeq;
    synchronized (lock) {
      firstSeq = durableSeq + 1;
    }
    Segment next =
        Segment.create(directory, before.number() + 1, firstSeq, salts.nextLong(), segmentBytes);
    end = Segment.HEADER_BYTES;
    SegmentIndex index = SegmentIndex.of(next, end);
    synchronized (lock) {
      segments.add(next);
      indexOfSegment.put(next.number(), index);
    }
    return next;
  }

  /** The last change, durable or not. */
  public long lastSeq() {
    synchronized (lock) {
      return appendedSeq;
    }
  }

  @Override
  public long floorSeq() {
    synchronized (lock) {
      return segments.getFirst().firstSeq();
    }
  }

  /**
   * {@inheritDoc} The newest come from the heap; the others take a read of the disk or two where
   * the caller goes on from seq to seq.
   *
   * @throws JournalProblem {@code DAMAGED} if it is there but not as it was written
   */
  @Override
  public JournalRecord.@Nullable Accepted read(long seq) {
    try {
      Place place;
      synchronized (lock) {
        JournalRecord.Accepted record = recent.get(seq);
        if (record != null || seq > durableSeq || seq < segments.getFirst().firstSeq()) {
          return record;
        }
        place = placeOf(seq);
      }
      return (JournalRecord.Accepted) load(place, seq);
    } catch (IOException e) {
      if (seq < floorSeq()) {
        return null; // RACE: the segment was dropped meanwhile, which is as if it had been before
      }
      throw new JournalProblem(JournalProblem.Kind.IO, directory, "cannot be read", e);
    }
  }

  private Place placeOf(long seq) throws IOException {
    Place next = placeOfNext.remove(seq);
    if (next != null) {
      Long position = next.segment().seek(next.position(), seq);
      if (position != null) {
        return new Place(next.segment(), position);
      }
    }
    Segment segment = segmentOf(seq);
    SegmentIndex index = indexOfSegment.get(segment.number());
    if (index == null) {
      index = SegmentIndex.of(segment, segment.sizeBytes());
      indexOfSegment.put(segment.number(), index);
    }
    Long position = index.find(seq);
    if (position == null) {
      throw Segments.damaged(segment.file(), "lacks the change with seq " + seq);
    }
    return new Place(segment, position);
  }

  private Segment segmentOf(long seq) {
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (segments.get(middle).firstSeq() <= seq) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  private JournalRecord load(Place place, long seq) throws IOException {
    JournalRecord record = place.load();
    Place behind = place.behind();
    synchronized (lock) {
      placeOfNext.put(seq + 1, behind);
    }
    return record;
  }

  /**
   * Gives all records behind the change with this seq, for the replay into heads that stand at it;
   * before anything is appended.
   *
   * @throws JournalProblem {@code DAMAGED} if the journal does not reach back to it or ends before
   *     it: then it is not the journal of these heads, or a part of it is lost
   */
  public void replayAfter(long seq, Consumer<JournalRecord> to) {
    try {
      List<Segment> all;
      Place from;
      long until;
      synchronized (lock) {
        all = List.copyOf(segments);
        until = durableSeq;
        long floor = all.getFirst().firstSeq();
        if (seq > until || seq + 1 < floor) {
          throw Segments.damaged(
              directory,
              "holds the changes " + floor + " to " + until + ", not those after " + seq);
        }
        from =
            seq < floor ? new Place(all.getFirst(), Segment.HEADER_BYTES) : placeOf(seq).behind();
      }
      long last = seq;
      for (Segment segment : all.subList(all.indexOf(from.segment()), all.size())) {
        boolean first = segment.number() == from.segment().number();
        Place start = first ? from : new Place(segment, Segment.HEADER_BYTES);
        last = start.replay(last, to);
      }
      if (last != until) {
        throw Segments.damaged(directory, "ends at seq " + last + ", not " + until);
      }
    } catch (IOException e) {
      throw new JournalProblem(JournalProblem.Kind.IO, directory, "cannot be read", e);
    }
  }

  /** Closes the files; what is queued is lost. */
  @Override
  public void close() {
    synchronized (lock) {
      try {
        for (Segment segment : segments) {
          segment.close();
        }
      } catch (IOException e) {
        throw new JournalProblem(JournalProblem.Kind.IO, directory, "cannot be closed", e);
      }
    }
  }
}
