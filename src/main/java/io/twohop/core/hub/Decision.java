package io.twohop.core.hub;

import io.twohop.core.message.Verdict;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a proposal would become.
 *
 * @param operations what to add to the journal; empty if nothing changes
 * @param verdicts one for each proposed operation
 * @param losses what loses and must be kept before anybody is told so
 */
public record Decision(List<Operation> operations, List<Verdict> verdicts, List<Loss> losses) {
  public Decision {
    operations = List.copyOf(operations);
    verdicts = List.copyOf(verdicts);
    losses = List.copyOf(losses);
  }

  /**
   * Something that a member has and the tree will not have. What is lost below a directory that was
   * lost itself names that directory as its parent.
   *
   * @param index of the operation within its proposal
   * @param baseSeq the body version that it was made on, 0 if it was new
   */
  public record Loss(int index, NodeId node, NodeId parent, Name name, Entry entry, long baseSeq) {}

  /** The large or small contents that must be had before this can be recorded. */
  public List<ContentHash> contents() {
    return Stream.concat(
            operations.stream().flatMap(Decision::entries), losses.stream().map(Loss::entry))
        .filter(Entry.RegularFile.class::isInstance)
        .map(e -> ((Entry.RegularFile) e).content())
        .distinct()
        .toList();
  }

  private static Stream<Entry> entries(Operation operation) {
    return switch (operation) {
      case Operation.Create c -> Stream.of(c.entry());
      case Operation.Body b -> b.changed().content() ? Stream.of(b.entry()) : Stream.of();
      case Operation.InstallTree i -> i.nodes().stream().map(Operation.Create::entry);
      case Operation.Move m -> Stream.of();
      case Operation.Remove r -> Stream.of();
      case Operation.RemoveTree r -> Stream.of();
    };
  }
}
