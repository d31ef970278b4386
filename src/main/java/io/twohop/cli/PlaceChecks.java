package io.twohop.cli;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.FileSystemStat;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.SystemDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code twohop doctor} looks at in the tree's and the state's file systems. */
final class PlaceChecks {
  private static final byte[] ONE = "doctor-1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TWO = "doctor-2".getBytes(StandardCharsets.US_ASCII);

  private final Checkup checkup;
  private final Path tree;
  private final Path state;

  /** Whose daemon it is, or would be. */
  private final String user;

  private final Syscalls syscalls = new FfmSyscalls();

  PlaceChecks(Checkup checkup, Path tree, Path state) {
    this.checkup = checkup;
    this.tree = tree;
    this.state = state;
    this.user = ownerOf(state);
  }

  private static String ownerOf(Path state) {
    try {
      return Files.getOwner(state).getName();
    } catch (IOException notMade) {
      return Surrounding.user();
    }
  }

  /** Whether what the daemon may do is seen from here. */
  private boolean sees() {
    return Surrounding.isRoot() || Surrounding.user().equals(user);
  }

  void all() {
    owners();
    treeItself();
    if (state.startsWith(tree) || tree.startsWith(state)) {
      checkup.wrong(
          "the state directory " + state + " and the tree " + tree + " lie in each other",
          "a web server would serve the daemon's keys, and they would be synced",
          "fix:  another --state, beside the tree");
    }
    try (Fd root = open(tree)) {
      fileSystem(syscalls.fstatfs(root));
      birth(syscalls.statx(root));
      if (sees() && Files.isDirectory(state)) {
        withState(syscalls.statx(root).device());
      }
    } catch (ErrnoException e) {
      checkup.wrong(String.valueOf(e.getMessage()), "fix:  run with sudo, or mend its permissions");
    }
  }

  private void owners() {
    if (!sees()) {
      checkup.wrong(
          "the daemon's user is " + user + ", and this is " + Surrounding.user(),
          "whether it may write to the tree and the state directory cannot be seen from here",
          "fix:  sudo twohop doctor");
    } else if (user.equals("root")) {
      checkup.fine("the daemon's user is root: owners and groups can be set");
    } else {
      checkup.fine(
          "the daemon's user is %s: files from others belong to it here, and stay theirs elsewhere;"
                  .formatted(user)
              + " as root it could set owners");
    }
  }

  private void treeItself() {
    if (SystemDirectories.includes(tree.toString().getBytes(StandardCharsets.UTF_8))) {
      checkup.wrong(
          tree + " is a directory of the system itself",
          "a hub or spoke refuses it",
          "fix:  name the site's own directory, such as /var/www/html");
    } else if (sees() && !Files.isWritable(tree)) {
      checkup.wrong(
          tree + " cannot be written",
          "what others change could not be written there",
          "fix:  run the daemon as root, or let its user write there");
    } else {
      checkup.fine("the tree is " + tree);
    }
  }

  private void fileSystem(FileSystemStat stat) {
    if (stat.isRemote()) {
      checkup.wrong(
          "the tree is on a network or user-space file system",
          "changes that other machines make there are not reported to this kernel",
          "fix:  put the tree on a local disk");
    }
    if (stat.readOnly()) {
      checkup.wrong(
          "the tree's file system is mounted read-only",
          "what others change could not be written there",
          "fix:  mount -o remount,rw");
    }
    long percent = stat.sizeBytes() == 0 ? 100 : stat.availableBytes() * 100 / stat.sizeBytes();
    if (percent < 10) {
      checkup.wrong(
          "only %d %% of the tree's file system are free".formatted(percent),
          "below that losers of conflicts are kept for 7 days only",
          "fix:  make room");
    } else {
      checkup.fine("%d %% of the tree's file system are free".formatted(percent));
    }
    if (stat.inodes() > 0 && stat.freeInodes() < stat.inodes() / 20) {
      checkup.wrong(
          "hardly any inodes are free: " + stat.freeInodes(),
          "each new file and directory needs one",
          "fix:  remove files");
    }
  }

  private void birth(Stat root) {
    if (root.birth().equals(Timespec.NONE)) {
      checkup.wrong(
          "the tree's file system does not record when an inode was made",
          "a reused inode number may cost a file's history once in a while, never its content",
          "fix:  none needed; ext4, XFS and btrfs record it");
    } else {
      checkup.fine("inodes have birth times");
    }
  }

  private void withState(long treeDevice) {
    try (Fd directory = open(state)) {
      if (syscalls.statx(directory).device() != treeDevice) {
        checkup.wrong(
            "the state directory " + state + " is on another file system than the tree",
            "finished files are then staged in .twohop in the tree's root",
            "fix:  --stage DIR on the tree's file system keeps the tree free of it; deny /.twohop in"
                + " the web server otherwise");
        return;
      }
      checkup.fine("the state directory is on the tree's file system: files are staged there");
      probe(directory);
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT)) {
        checkup.wrong(
            "the file system of the state directory " + state + " is full: " + e.getMessage(),
            "the daemon ends where it cannot store what it accepts; nothing is lost by that",
            "fix:  make room, then start it again if it has ended");
      } else if (e.is(Errno.EROFS)) {
        checkup.wrong(
            "the file system of the state directory " + state + " is mounted read-only",
            "the daemon cannot store what it accepts",
            "fix:  mount -o remount,rw");
      } else {
        checkup.wrong(
            "the state directory " + state + " cannot be used: " + e.getMessage(),
            "the daemon keeps there what it must know after a restart",
            "fix:  mend its permissions, or run this with sudo");
      }
    }
  }

  private void probe(Fd directory) {
    try {
      WriterProbe lease = touch(directory, ONE);
      touch(directory, TWO);
      exchange(directory);
      if (lease == WriterProbe.UNKNOWN) {
        checkup.wrong(
            "no leases are to be had on this file system",
            "a file that is still being written is told by its close alone, else by 2 s of rest",
            "fix:  none needed on a local disk as root");
      } else {
        checkup.fine("leases tell whether a file is still being written");
      }
    } finally {
      remove(directory, ONE);
      remove(directory, TWO);
    }
  }

  private void exchange(Fd directory) {
    try {
      syscalls.renameat2(directory, ONE, directory, TWO, RenameMode.EXCHANGE);
      checkup.fine("two names can be exchanged in one step: no edit is lost to a replacement");
    } catch (ErrnoException e) {
      checkup.wrong(
          "two names cannot be exchanged on this file system",
          "a replacement then has a window of microseconds in which an edit can be missed",
          "fix:  ext4, XFS, btrfs and tmpfs can");
    }
  }

  private WriterProbe touch(Fd directory, byte[] name) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
    syscalls.openat2(directory, name, flags, 0600, Resolve.CONFINED).close();
    try (Fd file = syscalls.openat2(directory, name, OpenFlags.O_RDONLY, 0, Resolve.CONFINED)) {
      return syscalls.probeWriters(file);
    }
  }

  private void remove(Fd directory, byte[] name) {
    if (syscalls.statxOrNull(directory, name) != null) {
      syscalls.unlink(directory, name);
    }
  }

  private Fd open(Path path) {
    return syscalls.open(
        path.toString().getBytes(StandardCharsets.UTF_8),
        OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY,
        0);
  }
}
