package io.twohop.daemon;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * How programs write that are not on every machine: their system calls, as strace(1) shows them or
 * their source says.
 */
final class Programs {
  private static final FileTime SOME_TIME = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));

  private Programs() {}

  // ---- editors

  /** {@code :w} with {@code nobackup writebackup backupcopy=no}; bufwrite.c, memfile.c. */
  static void vim(Path file) throws IOException {
    vimRenaming(file);
    Files.delete(beside(file, "", "~"));
  }

  /** As {@link #vim}, and the backup stays. */
  static void vimKeepingBackup(Path file) throws IOException {
    vimRenaming(file);
  }

  private static void vimRenaming(Path file) throws IOException {
    Path swap = beside(file, ".", ".swp");
    try (FileChannel open = FileChannel.open(swap, CREATE_NEW, READ, WRITE)) {
      write(open, "b0VIM 9.0");
      Path probe = file.resolveSibling("4913");
      Files.createFile(probe);
      Files.delete(probe);
      Files.move(file, beside(file, "", "~"), ATOMIC_MOVE, REPLACE_EXISTING);
      put(file, "by vim\n", CREATE_NEW, WRITE);
      write(open, "b0VIM 9.0");
    }
    Files.delete(swap);
  }

  /** With {@code backupcopy=yes}, which {@code auto} chooses for links and foreign owners. */
  static void vimCopyingBackup(Path file) throws IOException {
    Path backup = beside(file, "", "~");
    put(backup, Files.readString(file), CREATE_NEW, WRITE);
    put(file, "by vim, in place\n", CREATE, TRUNCATE_EXISTING, WRITE);
    Files.delete(backup);
  }

  /** A first save: the old file becomes the backup; a symlink tells others of the lock. */
  static void emacs(Path file) throws IOException {
    Path lock = beside(file, ".#", "");
    Files.createSymbolicLink(lock, Path.of("user@host.4711:1"));
    Files.move(file, beside(file, "", "~"), ATOMIC_MOVE, REPLACE_EXISTING);
    put(file, "by emacs\n", CREATE_NEW, WRITE);
    mode(file, "rw-r--r--");
    Files.delete(lock);
  }

  /** g_file_replace() of GLib: gedit, GNOME Text Editor. */
  static void glib(Path file) throws IOException {
    renameOver(file.resolveSibling(".goutputstream-A1B2C3"), file, "by gedit\n");
  }

  /** "Safe write" of the JetBrains editors. */
  static void jetbrains(Path file) throws IOException {
    Path fresh = beside(file, "", "___jb_tmp___");
    Path old = beside(file, "", "___jb_old___");
    put(fresh, "by an IDE\n", CREATE_NEW, WRITE);
    Files.move(file, old, ATOMIC_MOVE);
    Files.move(fresh, file, ATOMIC_MOVE);
    Files.delete(old);
  }

  /** Write the new one beside, renameat2(RENAME_EXCHANGE), remove the old one. */
  static void exchange(Path file) throws IOException {
    Path fresh = beside(file, ".", ".tmp");
    put(fresh, "exchanged\n", CREATE_NEW, WRITE);
    FfmSyscalls linux = new FfmSyscalls();
    try (Fd directory =
        linux.open(
            file.getParent().toString().getBytes(StandardCharsets.UTF_8),
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY,
            0)) {
      linux.renameat2(directory, bytes(fresh), directory, bytes(file), RenameMode.EXCHANGE);
    }
    Files.delete(fresh);
  }

  // ---- tools

  /** rsync(1): receiver.c. */
  static void rsync(Path file) throws IOException {
    Path fresh = beside(file, ".", ".Ab3dEf");
    put(fresh, "by rsync\n", CREATE_NEW, WRITE);
    Files.setLastModifiedTime(fresh, SOME_TIME);
    mode(fresh, "rw-r--r--");
    Files.move(fresh, file, ATOMIC_MOVE);
  }

  /** With {@code --inplace}: times are set by name, after the close. */
  static void rsyncInPlace(Path file) throws IOException {
    put(file, "by rsync, in place\n", WRITE);
    Files.setLastModifiedTime(file, SOME_TIME);
    mode(file, "rw-r--r--");
  }

  /** git checkout: entry.c removes what is there, then makes it anew. */
  static void git(Path file) throws IOException {
    Files.delete(file);
    put(file, "by git\n", CREATE_NEW, WRITE);
  }

  /** git's lockfile.c: the index, HEAD, refs and the configuration. */
  static void gitLockfile(Path file) throws IOException {
    renameOver(beside(file, "", ".lock"), file, "by git\n");
  }

  /** dpkg(1): archives.c. The old one stays as a hard link until the new one is in place. */
  static void dpkg(Path file) throws IOException {
    Path fresh = beside(file, "", ".dpkg-new");
    Path old = beside(file, "", ".dpkg-tmp");
    put(fresh, "by dpkg\n", CREATE_NEW, WRITE);
    Files.setLastModifiedTime(fresh, SOME_TIME);
    Files.createLink(old, file);
    Files.move(fresh, file, ATOMIC_MOVE);
    Files.delete(old);
  }

  /** A browser, aria2, WinSCP: under a name that says so until it is whole. */
  static void downloadThenRename(Path file) throws IOException {
    renameOver(beside(file, "", ".part"), file, "downloaded\n");
  }

  /** wget(1), sftp(1) with -p, FileZilla: the time that the server told, after the close. */
  static void downloadThenTime(Path file) throws IOException {
    put(file, "downloaded\n", CREATE, TRUNCATE_EXISTING, WRITE);
    Files.setLastModifiedTime(file, SOME_TIME);
  }

  /** Composer and npm: unpack under a name of their own, then rename the directory. */
  static void composer(Path directory) throws IOException {
    Path fresh = Files.createDirectories(directory.resolve("vendor/composer/1a2b3c4d"));
    put(fresh.resolve("a.php"), "<?php // a\n", CREATE_NEW, WRITE);
    put(fresh.resolve("b.php"), "<?php // b\n", CREATE_NEW, WRITE);
    Files.move(fresh, directory.resolve("vendor/package"), ATOMIC_MOVE);
  }

  /** logrotate(8) with {@code create}: the server goes on writing to the old one until told. */
  static void logrotateCreate(Path log) throws IOException {
    try (FileChannel server = FileChannel.open(log, WRITE, APPEND)) {
      Files.move(log, beside(log, "", ".1"), ATOMIC_MOVE);
      Files.createFile(log);
      mode(log, "rw-r-----");
      write(server, "the last line of the old one\n");
    }
  }

  /** With {@code copytruncate}; the server has the file open all the time. */
  static void logrotateCopyTruncate(Path log) throws IOException {
    try (FileChannel server = FileChannel.open(log, WRITE, APPEND)) {
      put(beside(log, "", ".1"), Files.readString(log), CREATE_NEW, WRITE);
      try (FileChannel own = FileChannel.open(log, READ, WRITE)) {
        own.truncate(0);
      }
      write(server, "the first line after it\n");
    }
  }

  /** One transaction with a rollback journal; sqlite.org/atomiccommit.html. */
  static void sqlite(Path database) throws IOException {
    Path journal = beside(database, "", "-journal");
    try (FileChannel open = FileChannel.open(database, READ, WRITE)) {
      try (FileChannel old = FileChannel.open(journal, CREATE_NEW, READ, WRITE)) {
        write(old, "the old pages");
        old.force(false);
        write(open, "the new pages");
        open.force(false);
      }
      Files.delete(journal);
    }
  }

  // ---- PHP

  /** move_uploaded_file() from a directory of the same file system: rename, then chmod. */
  static void phpUpload(Path file) throws IOException {
    Path temporary = outside(file).resolve("phpA1b2C3");
    put(temporary, "uploaded\n", CREATE_NEW, WRITE);
    mode(temporary, "rw-------");
    Files.move(temporary, file, ATOMIC_MOVE);
    mode(file, "rw-r--r--");
  }

  /** Across file systems: a copy. */
  static void phpUploadByCopy(Path file) throws IOException {
    put(file, "uploaded\n", CREATE, TRUNCATE_EXISTING, WRITE);
  }

  /** WP_Filesystem_Direct::put_contents(): fopen 'wb', then chmod to FS_CHMOD_FILE. */
  static void wordpressPutContents(Path file) throws IOException {
    put(file, "<?php // by WordPress\n", CREATE, TRUNCATE_EXISTING, WRITE);
    mode(file, "rw-r--r--");
  }

  /** The same where the mode was another one. */
  static void wordpressPutContentsWithMode(Path file) throws IOException {
    put(file, "<?php // by WordPress\n", CREATE, TRUNCATE_EXISTING, WRITE);
    mode(file, "rw-rw-r--");
  }

  /** An upload and the sizes that wp_generate_attachment_metadata() makes of it. */
  static void wordpressImage(Path directory) throws IOException {
    phpUpload(directory.resolve("image.jpg"));
    for (String size : new String[] {"150x150", "300x200", "1024x683"}) {
      Path file = directory.resolve("image-" + size + ".jpg");
      put(file, "scaled to " + size, CREATE, TRUNCATE_EXISTING, WRITE);
      mode(file, "rw-r--r--");
    }
  }

  /** insert_with_markers(), file_put_contents(LOCK_EX): locked, rewritten, cut. */
  static void phpLocked(Path file) throws IOException {
    try (FileChannel open = FileChannel.open(file, READ, WRITE)) {
      try (var lock = open.lock()) {
        write(open, "# END WordPress\n");
        open.truncate(open.position());
        open.force(false);
        assert lock.isValid();
      }
    }
  }

  /** Symfony's Filesystem::dumpFile(), Twig: tempnam(), file_put_contents(), chmod(), rename(). */
  static void phpTempnam(Path directory) throws IOException {
    Path file = directory.resolve("f.php");
    throughPrivateFile(beside(file, "", "A1b2C3"), file);
  }

  /** mkstemp(3) beside the file, with a prefix of the program's own. */
  static void mkstemp(Path file) throws IOException {
    throughPrivateFile(file.resolveSibling("cache-A1b2C3"), file);
  }

  private static void throughPrivateFile(Path temporary, Path file) throws IOException {
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    put(temporary, "<?php // cached\n", TRUNCATE_EXISTING, WRITE);
    mode(temporary, "rw-r--r--");
    Files.move(temporary, file, ATOMIC_MOVE);
  }

  // ----

  private static void renameOver(Path fresh, Path file, String text) throws IOException {
    put(fresh, text, CREATE_NEW, WRITE);
    Files.move(fresh, file, ATOMIC_MOVE);
  }

  private static void put(Path file, String text, OpenOption... options) throws IOException {
    try (FileChannel open = FileChannel.open(file, options)) {
      write(open, text);
      open.force(false);
    }
  }

  private static void write(FileChannel open, String text) throws IOException {
    open.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static Path beside(Path file, String prefix, String suffix) {
    return file.resolveSibling(prefix + file.getFileName() + suffix);
  }

  private static Path outside(Path file) throws IOException {
    return Files.createDirectories(Habit.outside(file.getParent()));
  }

  private static byte[] bytes(Path file) {
    return file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
  }
}
