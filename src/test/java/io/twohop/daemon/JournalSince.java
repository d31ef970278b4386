package io.twohop.daemon;

import io.twohop.core.hub.JournalRecord.Accepted;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The hub's journal from one moment on, without the marks that {@link Cluster#awaitRest} makes. */
final class JournalSince {
  /** How the names of marks begin. */
  static final String MARK = "rest-";

  private final HubDaemon hub;
  private final long afterSeq;

  JournalSince(HubDaemon hub) {
    this.hub = hub;
    this.afterSeq = hub.status().lastSeq();
  }

  /** The entries since then, in order. */
  List<Accepted> entries() {
    List<Accepted> entries = new ArrayList<>();
    long last = hub.status().lastSeq();
    for (long seq = afterSeq + 1; seq <= last; seq++) {
      Accepted entry = hub.journal().read(seq);
      if (entry != null && !isMark(entry)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The operations of all entries, in order. */
  Stream<Operation> operations() {
    return entries().stream().flatMap(entry -> entry.operations().stream());
  }

  /** How many entries bring or change a content. */
  long contentEntries() {
    return entries().stream()
        .filter(entry -> entry.operations().stream().anyMatch(JournalSince::bringsContent))
        .count();
  }

  /** Every name that an entry gives to a node. */
  List<String> names() {
    return operations()
        .flatMap(operation ->
            switch (operation) {
              case Operation.Create create -> Stream.of(create.name());
              case Operation.Move move -> Stream.of(move.name());
              case Operation.InstallTree tree -> tree.nodes().stream().map(Operation.Create::name);
              case Operation.Body body -> Stream.<Name>of();
              case Operation.Remove remove -> Stream.<Name>of();
              case Operation.RemoveTree tree -> Stream.<Name>of();
            })
        .map(JournalSince::text)
        .toList();
  }

  private static boolean bringsContent(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> create.entry() instanceof Entry.RegularFile;
      case Operation.Body body -> body.changed().content();
      case Operation.InstallTree tree ->
          tree.nodes().stream().anyMatch(node -> node.entry() instanceof Entry.RegularFile);
      case Operation.Move move -> false;
      case Operation.Remove remove -> false;
      case Operation.RemoveTree tree -> false;
    };
  }

  private static boolean isMark(Accepted entry) {
    return entry.operations().stream()
        .allMatch(o -> o instanceof Operation.Create c && text(c.name()).startsWith(MARK));
  }

  private static String text(Name name) {
    return new String(name.toArray(), StandardCharsets.ISO_8859_1);
  }

  /** One line for each entry, for failures. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    entries().forEach(e -> text.append("\n  ").append(e.seq()).append(": ").append(e.operations()));
    return text.toString();
  }
}
