package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A hub (0) and spokes as processes over one site; started again they are the same members. */
final class Site implements AutoCloseable {
  private final Path scratch;
  private final List<Launched> daemons = new ArrayList<>();
  private final List<Object> more;
  private String listen = "127.0.0.1:0";

  /** {@code more}: arguments of every daemon. */
  Site(Path scratch, Object... more) throws IOException {
    this.scratch = scratch;
    this.more = List.of(more);
    Files.createDirectories(tree(0));
    daemons.add(startHub());
    listen = daemons.getFirst().awaitMatch("listening on (\\S+)");
  }

  Path tree(int number) {
    return scratch.resolve(number == 0 ? "hub" : "web" + number);
  }

  private Path state(int number) {
    return scratch.resolve("state" + number);
  }

  Launched daemon(int number) {
    return daemons.get(number);
  }

  int size() {
    return daemons.size();
  }

  private Launched startHub() throws IOException {
    List<Object> args =
        new ArrayList<>(List.of("hub", "--dir", tree(0), "--state", state(0), "--listen", listen));
    args.addAll(List.of("--http", "127.0.0.1:0"));
    args.addAll(more);
    return Launched.start(scratch, args.toArray()).awaitLine("ready");
  }

  /** Joins one spoke more, with these options for its JVM. */
  void addSpoke(String javaOptions) throws Exception {
    Launched token = Launched.run(scratch, "token", "--state", state(0));
    assertThat(token.exitCode()).as("%s", token).isZero();
    String text = token.out().strip().replaceAll("(?s).*\\s", "");
    Files.createDirectories(tree(size()));
    daemons.add(startSpoke(javaOptions, size(), "--token", text).awaitLine("ready"));
  }

  private Launched startSpoke(String javaOptions, int number, Object... joining)
      throws IOException {
    List<Object> args =
        new ArrayList<>(List.of("spoke", "--dir", tree(number), "--state", state(number)));
    args.addAll(List.of("--name", "web" + number, "--http", "127.0.0.1:0"));
    args.addAll(List.of(joining));
    args.addAll(more);
    return Launched.start(javaOptions, scratch, args.toArray());
  }

  /** Starts a daemon that has ended; whether it is ready yet is not waited for. */
  void restart(int number) throws IOException {
    daemons.set(number, number == 0 ? startHub() : startSpoke("", number));
  }

  /** Waits until all trees are equal; every daemon must be alive. */
  void awaitEqual() {
    Launched.await(
        () -> {
          for (Launched daemon : daemons) {
            assertThat(daemon.isAlive()).as("%s", daemon).isTrue();
          }
          Map<String, String> hub = contents(0);
          for (int number = 1; number < size(); number++) {
            if (!hub.equals(contents(number))) {
              return false;
            }
          }
          return true;
        },
        "equal trees");
  }

  /** Kind, mode, time and hash of everything in a tree, by path; one that changes meanwhile. */
  Map<String, String> contents(int number) {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(tree(number))) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        String name = tree(number).relativize(path).toString();
        if (!name.isEmpty() && !name.startsWith(".twohop")) {
          found.put(name, describe(path));
        }
      }
    } catch (IOException | UncheckedIOException changed) {
      found.put("", "changed while it was read: " + changed);
    }
    return found;
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    String mode =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "directory " + mode;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (var in = Files.newInputStream(path)) {
        byte[] piece = new byte[64 * 1024];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
          digest.update(piece, 0, length);
        }
      }
      return mode
          + " "
          + Files.getLastModifiedTime(path)
          + " "
          + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new NoSuchFileException(e.getMessage());
    }
  }

  /** The texts that the hub keeps outside the trees. */
  List<String> kept() throws Exception {
    Path to = scratch.resolve("kept" + System.nanoTime());
    Launched export = Launched.run(scratch, "conflicts", "export", to, "--state", state(0));
    assertThat(export.exitCode()).as("%s", export).isZero();
    List<String> texts = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(to)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @Override
  public void close() {
    for (Launched daemon : daemons.reversed()) {
      daemon.close();
    }
  }
}
