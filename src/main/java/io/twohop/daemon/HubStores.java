package io.twohop.daemon;

import io.twohop.core.hub.JournalRecord;
import io.twohop.core.hub.Replay;
import io.twohop.index.SqliteHeads;
import io.twohop.index.StoreProblem;
import io.twohop.journal.JournalProblem;
import io.twohop.journal.SegmentJournal;
import io.twohop.keep.Keep;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the hub remembers of a site: journal, heads, large contents. */
record HubStores(
    Path headsFile,
    SegmentJournal journal,
    SqliteHeads heads,
    ContentStore contents,
    SmallContents small,
    Keep keep,
    RunningTime running)
    implements AutoCloseable {
  /**
   * Opens all, brings the heads forward to the end of the journal, and begins a new term.
   *
   * @throws UserError if something is damaged or cannot be read; nothing was changed then
   */
  static HubStores open(
      Syscalls syscalls, StateDirectory state, String site, RandomGenerator random)
      throws UserError {
    Path directory = state.site(site, StateDirectory.HUB_PART);
    Path content = state.site(site, StateDirectory.HUB_PART + "/content");
    Path kept = state.site(site, StateDirectory.HUB_PART + "/keep");
    Path records = state.site(site, StateDirectory.HUB_PART + "/journal");
    try {
      SqliteHeads heads = SqliteHeads.open(directory.resolve("heads.db"));
      SegmentJournal journal = SegmentJournal.open(records);
      if (journal.lastSeq() < heads.lastSeq()) {
        throw new IllegalStateException(
            "%s ends at change %d, but the hub had accepted %d"
                .formatted(records, journal.lastSeq(), heads.lastSeq()));
      }
      Replay replay = new Replay(heads);
      journal.replayAfter(heads.lastSeq(), replay::replay);
      JournalRecord.Term term = new JournalRecord.Term(random.nextLong());
      journal.append(List.of(term));
      journal.flush();
      replay.replay(term);
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
      Fd fd = syscalls.open(StateDirectory.bytes(content), flags, 0);
      return new HubStores(
          directory.resolve("heads.db"),
          journal,
          heads,
          new ContentStore(syscalls, fd),
          new SmallContents(journal),
          Keep.open(syscalls, new Owners(syscalls), StateDirectory.bytes(kept)),
          RunningTime.load(directory.resolve("running")));
    } catch (StoreProblem | JournalProblem | IllegalStateException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          String.valueOf(e.getMessage()),
          "the hub does not start from what it cannot trust",
          "fix:  bring " + directory + " back from a backup; if it is only full or not to be read,",
          "      make room, or mend its permissions");
    }
  }

  @Override
  public void close() {
    heads.close();
    journal.close();
    contents.close();
  }
}
