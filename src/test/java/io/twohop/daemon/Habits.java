package io.twohop.daemon;

import static io.twohop.daemon.Habit.f;
import static io.twohop.daemon.Habit.sh;

import java.util.List;

/** The habits that {@code docs/habits.md} lists, in its order. */
final class Habits {
  private static final String A_FILE = "echo old > f";
  private static final String AN_ARCHIVE =
      "mkdir -p ../../out/d && (cd ../../out && echo 1 > d/a && echo 2 > d/b && tar cf d.tar d)";

  private Habits() {}

  static List<Habit> all() {
    return java.util.stream.Stream.of(editors(), tools(), links(), servers(), php())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Habit> editors() {
    return List.of(
        one("vim", A_FILE, f(Programs::vim)),
        new Habit("vim, `backup`", A_FILE, f(Programs::vimKeepingBackup), 2, 2, 2, List.of("f~")),
        one("vim, `backupcopy=yes`", A_FILE, f(Programs::vimCopyingBackup)),
        one("nano, VS Code, `>`", A_FILE, sh("echo new > f")),
        new Habit("emacs", A_FILE, f(Programs::emacs), 2, 2, 2, List.of("f~")),
        one("gedit (GLib)", A_FILE, f(Programs::glib)),
        one("JetBrains", A_FILE, f(Programs::jetbrains)),
        one("write, exchange, unlink", A_FILE, f(Programs::exchange)));
  }

  private static List<Habit> tools() {
    return List.of(
        one("`sed -i`", A_FILE, sh("sed -i s/old/new/ f")),
        one("`rsync`", A_FILE, f(Programs::rsync)),
        upTo(2, "`rsync --inplace`", A_FILE, f(Programs::rsyncInPlace)),
        one("`cp`, over a file", A_FILE + "; echo new > g", sh("cp g f")),
        made("`cp`, new", A_FILE, sh("cp f g"), "g"),
        made("`cp -p`, new", A_FILE, sh("cp -p f g"), "g"),
        one("`install`", A_FILE + "; echo new > g", sh("install -m 644 g f")),
        one("`touch`", A_FILE, sh("touch f")),
        one("`truncate`", A_FILE, sh("truncate -s 1 f")),
        one("`>>`", A_FILE, sh("echo more >> f")),
        one("`chmod`", A_FILE, sh("chmod 600 f")),
        made("`mv` of a file", A_FILE, sh("mv f g"), "g"),
        made("`mv` of a directory", "mkdir d; echo 1 > d/a; echo 2 > d/b", sh("mv d e"), "e"),
        one("`rm`", A_FILE, sh("rm f")),
        upTo(2, "`rm -rf`", "mkdir -p d/e; echo 1 > d/a; echo 2 > d/e/b", sh("rm -rf d")),
        made(
            "`mv` of a file from outside",
            "mkdir -p ../../out; echo new > ../../out/f",
            sh("mv ../../out/f g"),
            "g"),
        new Habit(
            "`mv` of a directory from outside",
            AN_ARCHIVE,
            sh("mv ../../out/d ."),
            1,
            1,
            1,
            List.of("d", "a", "b")),
        new Habit(
            "`tar x` of a directory and two files",
            AN_ARCHIVE,
            sh("tar xf ../../out/d.tar"),
            3,
            3,
            4,
            List.of("d", "a", "b")),
        one("git, a file in the work tree", A_FILE, f(Programs::git)),
        one("git, `index`, `HEAD`", A_FILE, f(Programs::gitLockfile)),
        one("dpkg", A_FILE, f(Programs::dpkg)),
        made("a download, `.part`", "true", f(Programs::downloadThenRename), "f"),
        new Habit(
            "`wget`, `unzip`, `sftp -p`",
            "true",
            f(Programs::downloadThenTime),
            1,
            1,
            2,
            List.of("f")),
        new Habit(
            "Composer, two files",
            "mkdir -p vendor/composer",
            Programs::composer,
            1,
            1,
            4,
            List.of("1a2b3c4d", "package", "a.php", "b.php")));
  }

  private static List<Habit> links() {
    return List.of(
        one("`ln -sfn`", "ln -s v1 l", sh("ln -sfn v2 l")),
        one("`ln -s` and `mv -T`, `l.tmp`", "ln -s v1 l", sh("ln -s v2 l.tmp; mv -T l.tmp l")),
        new Habit(
            "`ln -s` and `mv -T`, any name",
            "ln -s v1 l",
            sh("ln -s v2 fresh; mv -T fresh l"),
            1,
            1,
            3,
            List.of("fresh")));
  }

  private static List<Habit> servers() {
    return List.of(
        new Habit(
            "logrotate, `create`",
            A_FILE,
            f(Programs::logrotateCreate),
            2,
            2,
            3,
            List.of("f.1", "f")),
        new Habit(
            "logrotate, `copytruncate`",
            A_FILE,
            f(Programs::logrotateCopyTruncate),
            2,
            2,
            2,
            List.of("f.1")),
        one("SQLite, rollback journal", A_FILE, f(Programs::sqlite)));
  }

  private static List<Habit> php() {
    return List.of(
        made("`move_uploaded_file`, rename", "true", f(Programs::phpUpload), "f"),
        made("`move_uploaded_file`, copy", "true", f(Programs::phpUploadByCopy), "f"),
        one("WordPress `put_contents`", A_FILE, f(Programs::wordpressPutContents)),
        upTo(
            2,
            "WordPress `put_contents`, another mode",
            A_FILE,
            f(Programs::wordpressPutContentsWithMode)),
        new Habit(
            "WordPress, an image in four sizes",
            "true",
            Programs::wordpressImage,
            4,
            4,
            4,
            List.of("image.jpg", "image-150x150.jpg", "image-300x200.jpg", "image-1024x683.jpg")),
        one("`.htaccess`, `LOCK_EX`", A_FILE, f(Programs::phpLocked)),
        one("Symfony, Twig: `tempnam`, `rename`", "echo old > f.php", Programs::phpTempnam),
        new Habit(
            "`mkstemp`, `rename`, any name",
            A_FILE,
            f(Programs::mkstemp),
            1,
            1,
            3,
            List.of("cache-A1b2C3")));
  }

  /** One entry, and no new name. */
  private static Habit one(String name, String prepare, Habit.Step change) {
    return new Habit(name, prepare, change, 1, 1, 1, List.of());
  }

  private static Habit upTo(int most, String name, String prepare, Habit.Step change) {
    return new Habit(name, prepare, change, 1, 1, most, List.of());
  }

  /** One entry, for one new name. */
  private static Habit made(String name, String prepare, Habit.Step change, String made) {
    return new Habit(name, prepare, change, 1, 1, 1, List.of(made));
  }
}
