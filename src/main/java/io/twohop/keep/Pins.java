package io.twohop.keep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which items somebody is reading: what is dropped of them goes when he has done. Any thread. */
final class Pins {
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, List<String>> dropped = new HashMap<>();

  synchronized void pin(String id) {
    readers.merge(id, 1, Integer::sum);
  }

  synchronized boolean isPinned(String id) {
    return readers.containsKey(id);
  }

  /** Puts off the deletion of a directory that was the item; false if nobody reads that. */
  synchronized boolean putOff(String id, String directory) {
    if (!isPinned(id)) {
      return false;
    }
    dropped.computeIfAbsent(id, any -> new ArrayList<>()).add(directory);
    return true;
  }

  /** The directories that can be deleted now. */
  synchronized List<String> unpin(String id) {
    if (readers.merge(id, -1, Integer::sum) > 0) {
      return List.of();
    }
    readers.remove(id);
    List<String> free = dropped.remove(id);
    return free == null ? List.of() : free;
  }
}
