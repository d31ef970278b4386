package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.wire.Framed;
import io.twohop.wire.MessageCodec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest changes as they go over the wire, so that each is encoded once for all who are not far
 * behind. Belongs to the hub's thread.
 */
final class RecentFrames {
  private static final int MAX_CHANGES = 64;

  /** LIMIT: frames; the messages in them are as much again. The latest stays, whatever its size. */
  private static final long MAX_BYTES = 4 << 20;

  private final Map<Long, Framed> bySeq = new LinkedHashMap<>();
  private long bytes;

  /** WHY the whole message is compared: an author's own change comes without its contents. */
  Framed framed(Message.Change change) {
    Framed known = bySeq.get(change.seq());
    if (known != null && known.message().equals(change)) {
      return known;
    }
    Framed fresh = MessageCodec.frame(change);
    Framed replaced = bySeq.put(change.seq(), fresh);
    bytes += fresh.frames().length - (replaced == null ? 0 : replaced.frames().length);
    Iterator<Framed> oldest = bySeq.values().iterator();
    while (bySeq.size() > 1 && (bySeq.size() > MAX_CHANGES || bytes > MAX_BYTES)) {
      bytes -= oldest.next().frames().length;
      oldest.remove();
    }
    return fresh;
  }

  /** Frames that are held; not more than 4 MiB and the latest change. */
  long bytes() {
    return bytes;
  }
}
