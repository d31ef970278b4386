package io.twohop.daemon;

import io.twohop.apply.Stage;
import io.twohop.apply.StageElsewhere;
import io.twohop.config.Reasons;
import io.twohop.index.Origin;
import io.twohop.index.SqliteIndex;
import io.twohop.index.StoreProblem;
import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.RootIdentity;
import io.twohop.tree.Tree;
import io.twohop.watch.Cookies;
import io.twohop.watch.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens what one member works on. */
final class SiteOpening {
  /** The stage where the state directory is on another file system than the tree. */
  static final Name RESERVED = Name.of(".twohop");

  /** See proc(5), /proc/stat: seconds since 1970. */
  private static final String BOOT_TIME = "btime ";

  private static final String INDEX_FILE = "index.db";

  private final Syscalls syscalls;
  private final StateDirectory state;
  private final String site;
  private final Console console;

  SiteOpening(Syscalls syscalls, StateDirectory state, String site, Console console) {
    this.syscalls = syscalls;
    this.state = state;
    this.site = site;
    this.console = console;
  }

  /** The index of this tree, if the tree is the one that it was made for; else an empty one. */
  SqliteIndex index(Tree tree) throws UserError {
    Path file = state.site(site, ".").resolve(INDEX_FILE);
    try {
      SqliteIndex index = SqliteIndex.open(file);
      Origin origin = index.origin();
      if (origin == null || (origin.site().equals(site) && origin.root().equals(rootOf(tree)))) {
        return index;
      }
      boolean unmounted = index.fileCount() > 0 && FirstMeeting.namesIn(tree).isEmpty();
      index.close();
      String path = new String(tree.path(), StandardCharsets.UTF_8);
      if (unmounted) {
        throw notMounted(path, file);
      }
      console.log(4, path + " is another directory than the one that was synced: index put aside");
    } catch (StoreProblem problem) {
      if (problem.kind() != StoreProblem.Kind.DAMAGED) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            problem,
            String.valueOf(problem.getMessage()),
            "what this member had last is remembered there",
            "fix:  make room, or let this user write there, and start again");
      }
      console.log(4, problem.getMessage() + ": put aside, and built anew from the hub");
    }
    putAside(file);
    return SqliteIndex.open(file);
  }

  /** An empty directory in the place of a full one is a mount point more often than a wish. */
  private static UserError notMounted(String path, Path index) {
    return new UserError(
        UserError.EXIT_UNUSABLE,
        path + " is empty, and is not the directory that was synced under this path",
        "so it looks where a file system is not mounted; nothing was changed, nothing was removed",
        "fix:  mount it, and start again; or, to begin anew with the empty directory, first delete",
        "      " + index);
  }

  private static void putAside(Path file) throws UserError {
    try {
      for (String suffix : List.of("", "-wal", "-shm")) {
        Path part = file.resolveSibling(file.getFileName() + suffix);
        if (Files.exists(part)) {
          String aside = part.getFileName() + ".aside-" + System.currentTimeMillis();
          Files.move(part, part.resolveSibling(aside));
        }
      }
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot put " + file + " aside: " + Reasons.why(e),
          "it cannot be gone on from, and stands in the way of a new one",
          "fix:  move it away, and start again");
    }
  }

  /** What an index remembers the tree by. */
  private static Bytes rootOf(Tree tree) {
    RootIdentity id = tree.identity();
    String text = id.inode() + " " + id.birth().seconds() + "." + id.birth().nanos();
    return Bytes.owning(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Opens the rest around an index, which is this member's from now on. */
  Site open(Tree tree, SqliteIndex index, MemberId member, Optional<Path> stage, Excluding excludes)
      throws UserError {
    index.setOrigin(new Origin(member, site, rootOf(tree)));
    index.beginRun(bootId(), bootSeconds(), syscalls.coarseClock().seconds());
    Stage opened = openStage(tree, stage);
    Watch watch = openWatch(tree);
    Cookies cookies = watch == null ? null : cookies(watch);
    Approvals approvals = Approvals.load(state.site(site, ".").resolve("approved"));
    return new Site(tree, opened, index, watch, cookies, new Owners(syscalls), excludes, approvals);
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** When the machine started; now if it does not say: then what is doubted is doubted longer. */
  private long bootSeconds() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/stat"), StandardCharsets.US_ASCII)) {
        if (line.startsWith(BOOT_TIME)) {
          return Long.parseLong(line.substring(BOOT_TIME.length()).strip());
        }
      }
    } catch (IOException | NumberFormatException e) {
      console.log(5, "the time of the last boot is not known: " + e);
    }
    return syscalls.coarseClock().seconds();
  }

  /**
   * Opens the stage: the wished one, else the first that can be had.
   *
   * @throws UserError if it cannot be one; nothing was made then
   */
  Stage openStage(Tree tree, Optional<Path> wished) throws UserError {
    Path root = Path.of(new String(tree.path(), StandardCharsets.UTF_8));
    List<Path> candidates = new ArrayList<>();
    if (wished.isPresent()) {
      Path stage = wished.get().toAbsolutePath().normalize();
      if (stage.startsWith(root)) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            "the stage " + stage + " is inside the tree " + root,
            "unfinished files would be synced, and served",
            "fix:  choose a directory beside the tree with --stage, on the same file system");
      }
      candidates.add(stage);
    } else {
      candidates.add(state.site(site, ".").resolve("stage"));
      candidates.add(root.resolve(RESERVED.toString()));
    }
    String problem = "";
    for (Path candidate : candidates) {
      boolean there = Files.exists(candidate);
      try {
        return Stage.open(syscalls, tree.rootFd(), StateDirectory.bytes(candidate));
      } catch (StageElsewhere | ErrnoException refused) {
        problem = String.valueOf(refused.getMessage());
        if (!there) {
          unmake(candidate);
        }
      }
    }
    throw new UserError(
        UserError.EXIT_UNUSABLE,
        "no stage can be had: " + problem,
        "files are finished in a private directory on the tree's own file system",
        "fix:  name one with --stage, beside the tree and writable for this user");
  }

  private static void unmake(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException stays) {
      // It is empty, and in nobody's way.
    }
  }

  private @Nullable Watch openWatch(Tree tree) {
    return switch (Watch.open(syscalls)) {
      case Watch.Opened.Open open -> open.watch();
      case Watch.Opened.Refused refused -> {
        refused.limit().text(tree.path(), 1, "10 minutes").lines().forEach(l -> console.log(4, l));
        yield null;
      }
    };
  }

  private @Nullable Cookies cookies(Watch watch) throws UserError {
    Path directory = state.site(site, "cookies");
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    Fd fd = syscalls.open(StateDirectory.bytes(directory), flags, 0);
    return new Cookies(syscalls, watch, fd);
  }
}
