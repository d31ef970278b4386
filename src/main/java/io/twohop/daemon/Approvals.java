package io.twohop.daemon;

import io.twohop.config.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The plans that somebody approved, on disk: between the word and the hub's answer the daemon may
 * be started again, and would hold the same plan again. Belongs to the site thread.
 */
final class Approvals {
  /** LIMIT: the newest few; an older one has long been proposed. */
  private static final int REMEMBERED = 4;

  private final Path file;
  private final List<String> digests;

  private Approvals(Path file, List<String> digests) {
    this.file = file;
    this.digests = digests;
  }

  /** Reads what is remembered in a file, which need not exist. */
  static Approvals load(Path file) throws UserError {
    try {
      return new Approvals(file, new ArrayList<>(Files.readAllLines(file)));
    } catch (NoSuchFileException none) {
      return new Approvals(file, new ArrayList<>());
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot read " + file + ": " + Reasons.why(e),
          "what 'twohop approve' let pass is remembered there",
          "fix:  let this user read it; or delete it, and approve again what is held");
    }
  }

  boolean contains(String digest) {
    return digests.contains(digest);
  }

  /** Remembers one, durably for a restart though not for a power cut, which only asks again. */
  void add(String digest) {
    digests.remove(digest);
    digests.add(digest);
    while (digests.size() > REMEMBERED) {
      digests.removeFirst();
    }
    store();
  }

  void remove(String digest) {
    if (digests.remove(digest)) {
      store();
    }
  }

  private void store() {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, digests, StandardCharsets.US_ASCII);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store " + file, e);
    }
  }
}
