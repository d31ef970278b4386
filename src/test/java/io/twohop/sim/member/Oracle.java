package io.twohop.sim.member;

import io.twohop.core.hub.JournalRecord;
import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Operation;
import io.twohop.sim.core.SimHub;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What must be true of a run: at any moment of what can be read, and of all of it at the end. */
final class Oracle {
  /** LIMIT: bytes of a content that a complaint shows. */
  private static final int SHOWN_BYTES = 40;

  /** What must stay as it is as long as nobody does anything. */
  record AtRest(long seq, List<List<String>> trees) {}

  private final SimHub hub;
  private final List<SimSite> sites;
  private final Writings writings;
  private final boolean mayKeep;
  private final List<String> complaints = new ArrayList<>();

  /**
   * {@code mayKeep}: whether users may disagree, so that what one of them wrote goes to the keep.
   */
  Oracle(SimHub hub, List<SimSite> sites, Writings writings, boolean mayKeep) {
    this.hub = hub;
    this.sites = sites;
    this.writings = writings;
    this.mayKeep = mayKeep;
  }

  void complain(String what) {
    complaints.add(what);
  }

  /** What was found up to now and is wrong at rest, or nothing. */
  String verdict() {
    if (complaints.isEmpty()) {
      sites.forEach(this::checkTree);
    }
    if (complaints.isEmpty()) {
      sites.forEach(this::checkReaders);
      checkJournal();
      checkKeep();
      checkLost();
    }
    return complaints.isEmpty() ? "" : complaints.toString();
  }

  private void checkTree(SimSite site) {
    List<String> wanted = Picture.of(hub.heads);
    List<String> tree = Picture.of(site.hands, SimSite.TREE);
    if (!tree.equals(wanted)) {
      List<String> extra = new ArrayList<>(tree);
      extra.removeAll(wanted);
      List<String> missing = new ArrayList<>(wanted);
      missing.removeAll(tree);
      complain("member " + site.number + " has " + extra + " and lacks " + missing);
    }
  }

  /** Every file that can be opened at this moment is a whole one. */
  void checkReaders(SimSite site) {
    Picture.eachContent(
        site.hands,
        SimSite.TREE,
        (path, content) -> {
          if (!writings.mayBeSeenAt(site.number, content) && !site.residues.contains(content)) {
            complain(
                "a reader of member " + site.number + " sees in " + path + " " + shown(content));
          }
        });
  }

  private static String shown(Bytes content) {
    String text = content.toString();
    return text.substring(0, Math.min(SHOWN_BYTES, text.length()));
  }

  /** Nothing was accepted that nobody wrote: half a file, or what a crash left. */
  private void checkJournal() {
    for (JournalRecord record : hub.journal.after(0)) {
      if (record instanceof JournalRecord.Accepted accepted) {
        for (Operation operation : accepted.operations()) {
          entries(operation).stream()
              .filter(Entry.RegularFile.class::isInstance)
              .map(entry -> ((Entry.RegularFile) entry).content())
              .filter(content -> !writings.isOfSomeUser(content))
              .forEach(content -> complain("nobody wrote " + content + " of " + operation));
        }
      }
    }
  }

  private static List<Entry> entries(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> List.of(create.entry());
      case Operation.Body body -> List.of(body.entry());
      case Operation.InstallTree tree ->
          tree.nodes().stream().map(Operation.Create::entry).toList();
      case Operation.Move move -> List.of();
      case Operation.Remove remove -> List.of();
      case Operation.RemoveTree tree -> List.of();
    };
  }

  private void checkKeep() {
    if (!mayKeep && !hub.keep.isEmpty()) {
      complain("kept, though nobody disagreed: " + hub.keep.stream().map(Oracle::shown).toList());
    }
  }

  /** Whatever rested in a tree is still somewhere: in a tree, the journal, the keep or aside. */
  private void checkLost() {
    TreeSet<Bytes> present = new TreeSet<>(hub.keep);
    for (JournalRecord record : hub.journal.after(0)) {
      if (record instanceof JournalRecord.Accepted accepted) {
        present.addAll(accepted.contents());
      }
    }
    present.addAll(hub.held());
    sites.forEach(site -> site.eachContent(present::add));
    List<String> lost = writings.ledger.lost(present).stream().map(Oracle::shown).toList();
    if (!lost.isEmpty()) {
      complain("lost: " + lost);
    }
  }

  AtRest atRest() {
    return new AtRest(hub.journal.lastSeq(), trees());
  }

  private List<List<String>> trees() {
    return sites.stream().map(site -> Picture.withTimes(site.hands, SimSite.TREE)).toList();
  }

  /** No echo: no entry, no write to a tree; and nothing is left in a stage that is of no use. */
  void checkNothingHappenedSince(AtRest before) {
    if (hub.journal.lastSeq() != before.seq()) {
      complain("echo: " + hub.journal.read(before.seq() + 1));
    }
    List<List<String>> trees = trees();
    for (SimSite site : sites) {
      if (!trees.get(site.number).equals(before.trees().get(site.number))) {
        complain("echo: member " + site.number + " wrote to its tree at rest");
      }
      List<String> staged = Picture.of(site.hands, SimSite.STAGE);
      staged.removeIf(line -> line.startsWith("/content-") || line.startsWith("/incoming-"));
      staged.removeIf(line -> line.startsWith("/aside-"));
      if (!staged.isEmpty()) {
        complain("member " + site.number + " left in its stage " + staged);
      }
    }
  }
}
