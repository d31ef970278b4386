package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import org.jspecify.annotations.Nullable;

/** Serves pieces of contents to a peer. Called by one worker for each session. */
@FunctionalInterface
interface ContentSource {
  /**
   * The bytes that were asked for, exactly so many; null if the content is not here, or not so
   * long.
   */
  @Nullable Bytes read(Message.Fetch fetch) throws InterruptedException;
}
