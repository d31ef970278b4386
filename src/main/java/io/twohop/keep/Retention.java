package io.twohop.keep;

import io.twohop.posix.FileSystemStat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much the keep may hold and how long. Overwritten and removed versions go by age, and first
 * when it is too full. Conflicts go when it is too full or their member has more than its share,
 * and only those that are older than {@code evidenceMillis}, whatever the bounds say; first those
 * of members with more than their share, so that nobody's flood takes what others lost.
 *
 * <p>LIMIT: a member can bring as much as it wants within {@code evidenceMillis}; nothing holds its
 * proposals for that. Until then the bounds can be exceeded, and the disk's own end is the last.
 *
 * @param maxAgeMillis of an overwritten or removed version, in the hub's running time
 * @param evidenceMillis for how long conflicts are safe, in the hub's running time
 * @param maxPercent of the file system that the keep may take
 * @param memberPercent of that, what one member's conflicts may take
 * @param minFreePercent of the file system that has to stay free
 */
public record Retention(
    long maxAgeMillis, long evidenceMillis, int maxPercent, int memberPercent, int minFreePercent) {
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  /** 30 days, 7 days, 20 %, half of that, and 10 %. */
  public static final Retention DEFAULT =
      new Retention(30 * DAY_MILLIS, 7 * DAY_MILLIS, 20, 50, 10);

  private static final Comparator<KeepItem> OLDEST_FIRST =
      Comparator.comparingLong(KeepItem::ageMillis).thenComparing(KeepItem::id);

  /**
   * What has to go, in this order.
   *
   * @param items all that are kept
   * @param nowMillis on the clock of {@link KeepItem#ageMillis}
   */
  List<KeepItem> goes(Collection<KeepItem> items, FileSystemStat disk, long nowMillis) {
    return new Selection(items, disk, nowMillis).goes;
  }

  private final class Selection {
    final List<KeepItem> goes = new ArrayList<>();
    private final Map<String, Long> ofMember = new HashMap<>();
    private long excessBytes;

    Selection(Collection<KeepItem> items, FileSystemStat disk, long nowMillis) {
      long bound = disk.sizeBytes() / 100 * maxPercent;
      long kept = items.stream().mapToLong(KeepItem::sizeBytes).sum();
      long lackingFree = disk.sizeBytes() / 100 * minFreePercent - disk.availableBytes();
      excessBytes = Math.max(kept - bound, lackingFree);
      List<KeepItem> versions = new ArrayList<>();
      List<KeepItem> conflicts = new ArrayList<>();
      for (KeepItem item : items) {
        (item.kind().isEvidence() ? conflicts : versions).add(item);
      }
      versions.sort(OLDEST_FIRST);
      for (KeepItem item : versions) {
        if (excessBytes > 0 || nowMillis - item.ageMillis() > maxAgeMillis) {
          select(item);
        }
      }
      conflicts.forEach(item -> ofMember.merge(item.who(), item.sizeBytes(), Long::sum));
      conflicts.removeIf(item -> nowMillis - item.ageMillis() <= evidenceMillis);
      conflicts.sort(OLDEST_FIRST);
      long share = bound / 100 * memberPercent;
      List<KeepItem> withinShares = new ArrayList<>();
      for (KeepItem item : conflicts) {
        if (ofMember.getOrDefault(item.who(), 0L) > share) {
          select(item);
        } else {
          withinShares.add(item);
        }
      }
      for (KeepItem item : withinShares) {
        if (excessBytes > 0) {
          select(item);
        }
      }
    }

    private void select(KeepItem item) {
      excessBytes -= item.sizeBytes();
      ofMember.merge(item.who(), -item.sizeBytes(), Long::sum);
      goes.add(item);
    }
  }
}
