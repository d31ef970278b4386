package io.twohop.daemon;

import java.util.List;
import java.util.stream.Stream;

/** All kinds of change, as scripts. */
final class Changes {
  private static final String F = "echo old > f";
  private static final String D = "mkdir -p d/e; echo 1 > d/a; echo 2 > d/e/b";

  private Changes() {}

  static List<Change> all() {
    return Stream.of(files(), moves(), kinds(), links(), names(), metadata())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Change> files() {
    return List.of(
        new Change("create", "true", "echo new > f", 1),
        new Change("create, empty", "true", ": > f", 1),
        new Change("create, 5 MB", "true", "head -c 5000000 /dev/urandom > f", 1),
        new Change("create, sparse", "true", "truncate -s 3M f", 1),
        new Change("overwrite", F, "echo newer > f", 1),
        new Change("overwrite by a rename", F, "echo newer > .f.tmp; mv .f.tmp f", 1),
        new Change("append", F, "echo more >> f", 1),
        new Change("truncate", F, "truncate -s 2 f", 1),
        new Change("to nothing", F, ": > f", 1),
        new Change("grow by a hole", F, "truncate -s 70000 f", 1),
        new Change("delete", F, "rm f", 1),
        new Change("delete and create again", F, "rm f; echo again > f", 1),
        new Change("create and delete at once", "true", "echo x > f; rm f", 2),
        new Change("empty directories", "true", "mkdir -p a/b/c d", 4),
        new Change("delete an empty directory", "mkdir d", "rmdir d", 1),
        new Change("delete a directory", D, "rm -rf d", 2),
        new Change("a directory deleted and made again", D, "rm -rf d; " + D, 6));
  }

  private static List<Change> moves() {
    return List.of(
        new Change("rename", F, "mv f g", 1),
        new Change("rename over another", F + "; echo other > g", "mv f g", 2),
        new Change("rename, then edit", F, "mv f g; echo edited > g", 3),
        new Change("rename, old name used again", F, "mv f g; echo another > f", 3),
        new Change("rename there and back", F, "mv f g; mv g f", 2),
        new Change("rename, letter case only", F, "mv f F", 1),
        new Change("rename into a directory", F + "; mkdir d", "mv f d/f", 1),
        new Change("rename of a directory", D, "mv d x", 1),
        new Change("rename of a directory into another", D + "; mkdir x", "mv d x/d", 1),
        new Change("rename of a directory upwards", D, "mv d/e e", 1),
        new Change("child and parent change places", D, "mv d/e x; mv d x/d", 2),
        new Change("swap of files", "echo 1 > a; echo 22 > b", "mv a t; mv b a; mv t b", 4),
        new Change(
            "swap of directories",
            "mkdir a b; echo 1 > a/f; echo 22 > b/g",
            "mv a t; mv b a; mv t b",
            3),
        new Change(
            "cycle of three directories",
            "mkdir a b c; echo 1 > a/f; echo 22 > b/g; echo 3 > c/h",
            "mv a t; mv c a; mv b c; mv t b",
            4),
        new Change(
            "cycle of three files",
            "echo 1 > a; echo 22 > b; echo 333 > c",
            "mv a t; mv c a; mv b c; mv t b",
            5));
  }

  private static List<Change> kinds() {
    return List.of(
        new Change("file becomes directory", F, "rm f; mkdir f; echo in > f/g", 3),
        new Change("directory becomes file", D, "rm -rf d; echo file > d", 3),
        new Change("file becomes symlink", F, "rm f; ln -s there f", 2),
        new Change("symlink becomes file", "ln -s there f", "rm f; echo file > f", 2),
        new Change("directory becomes symlink", D, "mv d x; ln -s x d", 2),
        new Change("symlink becomes directory", "ln -s x d", "rm d; mkdir d; echo in > d/f", 3));
  }

  private static List<Change> links() {
    return List.of(
        new Change("symlink", F, "ln -s f l", 1),
        new Change("symlink, changed", "ln -s a l", "ln -sfn b l", 1),
        new Change("symlink, dangling", "true", "ln -s nowhere/at/all l", 1),
        new Change("symlink, absolute", "true", "ln -s /etc/passwd l", 1),
        new Change("symlink, pointing out", "true", "ln -s ../../../../../etc l", 1),
        new Change("symlink to a directory", D, "ln -s d l", 1),
        new Change("symlink to itself", "true", "ln -s l l", 1),
        new Change("symlink, 4,000 bytes", "true", "ln -s $(printf 'x/%.0s' {1..2000}) l", 1),
        new Change("symlink, no text", "true", "ln -s $'\\377\\n\\001' l", 1),
        new Change("symlink, renamed", "ln -s a l", "mv l k", 1),
        new Change("symlink, deleted", "ln -s a l", "rm l", 1),
        new Change("hard link", F, "ln f g", 1),
        new Change("hard links, written to", F + "; ln f g", "echo both >> f", 2),
        new Change("hard links, one deleted", F + "; ln f g", "rm f", 1));
  }

  private static List<Change> names() {
    return List.of(
        new Change("names that are not UTF-8", "true", "echo 1 > $'\\377\\200'; mkdir $'\\300'", 2),
        new Change("name with a newline", "true", "echo 1 > $'a\\nb'", 1),
        new Change("name of control bytes", "true", "echo 1 > $'\\001\\033[31m\\177'", 1),
        new Change("leading dash", "true", "echo 1 > ./-rf; mkdir ./--help", 2),
        new Change("spaces and quotes", "true", "echo 1 > ' '; echo 2 > \"it's \\\"\"", 2),
        new Change("backslash, star, percent", "true", "echo 1 > 'a\\b*%s'", 1),
        new Change("dots", "true", "echo 1 > ...; echo 2 > '.. '", 2),
        new Change("255 bytes", "true", "echo 1 > $(printf 'n%.0s' {1..255})", 1),
        new Change("255 bytes, directory", "true", "mkdir $(printf 'd%.0s' {1..255})", 1),
        new Change(
            "255 bytes, overwritten and renamed",
            "echo 1 > $(printf 'n%.0s' {1..255})",
            "echo 2 > $(printf 'n%.0s' {1..255}); mv n* $(printf 'm%.0s' {1..255})",
            2),
        new Change(
            "not UTF-8, overwritten, renamed, deleted",
            "echo 1 > $'\\377'; echo 2 > $'\\376'; echo 3 > $'\\375'",
            "echo 11 > $'\\377'; mv $'\\376' $'\\374'; rm $'\\375'",
            3),
        new Change(
            "composed and decomposed",
            "true",
            "echo 1 > $'\\303\\251'; echo 2 > $'e\\314\\201'",
            2));
  }

  private static List<Change> metadata() {
    return List.of(
        new Change("chmod of a file", F, "chmod 640 f", 1),
        new Change("chmod to nothing", F, "chmod 0 f", 1),
        new Change("chmod of a directory", D, "chmod 750 d", 1),
        new Change("chmod of all", D, "chmod -R go= d", 4),
        new Change("touch, to the nanosecond", F, "touch -d '2021-03-04 05:06:07.123456789' f", 1),
        new Change("touch, before 1970", F, "touch -d '1965-01-01 00:00:00.5' f", 1),
        new Change("touch, far ahead", F, "touch -d '2099-12-31 23:59:59.999999999' f", 1),
        new Change("touch of a directory", D, "touch -d 2021-03-04 d", 0),
        new Change("touch of a symlink", "ln -s a l", "touch -h -d 2021-03-04 l", 0),
        new Change(
            "content, mode and time at once",
            F,
            "echo new > f; chmod 600 f; touch -d 2001-02-03 f",
            3));
  }
}
