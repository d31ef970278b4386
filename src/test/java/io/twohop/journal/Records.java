package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records for the tests of the journal. */
final class Records {
  private static final MemberId AUTHOR = new MemberId(-77);
  private static final ContentHash DIGEST = new ContentHash(1, 2, 3, 4);

  private Records() {}

  static NodeId node(long counter) {
    return new NodeId(AUTHOR, counter);
  }

  static Entry.RegularFile file(long content) {
    return new Entry.RegularFile(
        new ContentHash(content, 0, 0, 0),
        content,
        0640,
        new Owner("www-data", 33, "", -2),
        new Timestamp(-content, 999_999_999));
  }

  /** A small change, as an upload of so many bytes makes. */
  static JournalRecord.Accepted change(long seq, int contentBytes) {
    byte[] content = new byte[contentBytes];
    new SplittableRandom(seq).nextBytes(content);
    Operation create =
        new Operation.Create(node(seq), NodeId.ROOT, Name.of("file " + seq), file(seq));
    return new JournalRecord.Accepted(
        seq,
        AUTHOR,
        seq,
        DIGEST,
        List.of(create),
        List.of(new Verdict.Accepted()),
        List.of(Bytes.owning(content)));
  }

  static JournalRecord.Answered answer(long number) {
    return new JournalRecord.Answered(
        AUTHOR, number, DIGEST, List.of(new Verdict.Known(5), new Verdict.Alias(node(1), node(2))));
  }

  static List<JournalRecord> changes(long from, long to, int contentBytes) {
    List<JournalRecord> records = new ArrayList<>();
    for (long seq = from; seq <= to; seq++) {
      records.add(change(seq, contentBytes));
    }
    return records;
  }

  /** One of each kind of operation and verdict. */
  static JournalRecord.Accepted rich(long seq) {
    Entry.Directory directory = new Entry.Directory(0700, new Owner("", 0, "", 0));
    Entry.Symlink link =
        new Entry.Symlink(Bytes.copyOf(new byte[] {'.', -1}), new Owner("a", 1, "b", 2));
    Cursor cursor = new Cursor(4, List.of(7L, 1L << 50));
    Operation.Create top =
        new Operation.Create(node(1), NodeId.ROOT, Name.of(new byte[] {-1}), directory);
    Operation.Create inside = new Operation.Create(node(2), node(1), Name.of("l"), link);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(new Verdict.Rewritten());
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      verdicts.add(new Verdict.Lost(reason));
    }
    return new JournalRecord.Accepted(
        seq,
        AUTHOR,
        9,
        DIGEST,
        List.of(
            new Operation.InstallTree(cursor, List.of(top, inside)),
            new Operation.Body(node(3), 2, new Facets(true, false, true, false), file(3)),
            new Operation.Move(node(3), 1, node(1), Name.of("m")),
            new Operation.Remove(node(4), 1, 2),
            new Operation.RemoveTree(node(5), 1, cursor)),
        verdicts,
        List.of(Bytes.EMPTY, Bytes.copyOf(new byte[] {1, 2})));
  }
}
