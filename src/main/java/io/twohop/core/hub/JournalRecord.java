package io.twohop.core.hub;

import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.Operation;
import java.util.List;

/** What the hub's journal holds, in order. */
public sealed interface JournalRecord {
  /** The hub started: later changes are of this term. */
  record Term(long term) implements JournalRecord {}

  /**
   * A change set was accepted.
   *
   * @param operations as they apply: operands resolved, entries merged, lost ancestors made again
   * @param verdicts the answer, one for each operation <em>as proposed</em>
   * @param contents the small contents that the operations name
   */
  record Accepted(
      long seq,
      MemberId author,
      long number,
      ContentHash digest,
      List<Operation> operations,
      List<Verdict> verdicts,
      List<Bytes> contents)
      implements JournalRecord {
    public Accepted {
      operations = List.copyOf(operations);
      verdicts = List.copyOf(verdicts);
      contents = List.copyOf(contents);
    }
  }

  /** A proposal changed nothing; its answer must survive all the same. */
  record Answered(MemberId author, long number, ContentHash digest, List<Verdict> verdicts)
      implements JournalRecord {
    public Answered {
      verdicts = List.copyOf(verdicts);
    }
  }
}
