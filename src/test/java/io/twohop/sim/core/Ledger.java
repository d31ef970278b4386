package io.twohop.sim.core;

import io.twohop.model.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Every content that a user ever wrote, and those that a user overwrote or removed while looking at
 * them. What is in the first and not in the second must be somewhere at the end.
 */
public final class Ledger {
  private final TreeSet<Bytes> written = new TreeSet<>();
  private final TreeSet<Bytes> superseded = new TreeSet<>();

  public void wrote(Bytes content) {
    written.add(content);
  }

  public void superseded(Bytes content) {
    superseded.add(content);
  }

  public List<Bytes> lost(Collection<Bytes> present) {
    TreeSet<Bytes> missing = new TreeSet<>(written);
    missing.removeAll(superseded);
    missing.removeAll(present);
    return List.copyOf(missing);
  }
}
