package io.twohop.keep;

import io.twohop.posix.FileSystemStat;

/**
 * How much the keep may hold and how long. Overwritten and removed versions go by age, and first
 * when it is too full; conflicts go only when it is too full and they are older than {@code
 * evidenceMillis}, whatever the bounds say.
 *
 * @param maxAgeMillis of an overwritten or removed version, in the hub's running time
 * @param evidenceMillis for how long conflicts are safe, in the hub's running time
 * @param maxPercent of the file system that the keep may take
 * @param minFreePercent of the file system that has to stay free
 */
public record Retention(
    long maxAgeMillis, long evidenceMillis, int maxPercent, int minFreePercent) {
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  /** 30 days, 7 days, 20 % and 10 %. */
  public static final Retention DEFAULT = new Retention(30 * DAY_MILLIS, 7 * DAY_MILLIS, 20, 10);

  /**
   * How many bytes have to go.
   *
   * @param keptBytes what the keep holds
   */
  long excessBytes(FileSystemStat disk, long keptBytes) {
    long overOwnBound = keptBytes - disk.sizeBytes() / 100 * maxPercent;
    long lackingFree = disk.sizeBytes() / 100 * minFreePercent - disk.availableBytes();
    return Math.max(0, Math.max(overOwnBound, lackingFree));
  }
}
