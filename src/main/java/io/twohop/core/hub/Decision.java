package io.twohop.core.hub;

import io.twohop.core.message.Verdict;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;

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

  /** The files whose content must be had before this can be recorded. */
  List<Entry.RegularFile> files() {
    List<Entry.RegularFile> files = new ArrayList<>();
    operations.forEach(operation -> files.addAll(filesOf(operation)));
    for (Loss loss : losses) {
      if (loss.entry() instanceof Entry.RegularFile file) {
        files.add(file);
      }
    }
    return files;
  }

  /** The files whose content an operation brings. */
  public static List<Entry.RegularFile> filesOf(Operation operation) {
    List<Entry.RegularFile> files = new ArrayList<>();
    switch (operation) {
      case Operation.Create c -> add(files, c.entry());
      case Operation.Body b when b.changed().content() -> add(files, b.entry());
      case Operation.InstallTree i -> i.nodes().forEach(c -> add(files, c.entry()));
      case Operation.Body b -> {}
      case Operation.Move m -> {}
      case Operation.Remove r -> {}
      case Operation.RemoveTree r -> {}
    }
    return files;
  }

  private static void add(List<Entry.RegularFile> files, Entry entry) {
    if (entry instanceof Entry.RegularFile file) {
      files.add(file);
    }
  }
}
