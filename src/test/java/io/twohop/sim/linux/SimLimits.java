package io.twohop.sim.linux;

/** The machine's bounds, as an administrator sets them. */
public final class SimLimits {
  /** fs.inotify.max_queued_events. */
  public int inotifyQueuedEvents = 16_384;

  /** fs.inotify.max_user_watches, here for each queue. */
  public int inotifyWatches = 1 << 20;

  /** Descriptors that our process may have open. */
  public int descriptors = 1 << 16;

  /** One read or write moves at most this many bytes: small values make them short. */
  public int bytesPerTransfer = 128 * 1024;

  /** Names that one getdents64 gives. */
  public int namesPerListing = 512;

  SimLimits() {}
}
