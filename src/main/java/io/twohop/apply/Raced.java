package io.twohop.apply;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * An edit that was displaced: somebody wrote to a file, or replaced it, in the moment in which it
 * was swapped out or through a descriptor opened before. It stays in the stage until {@link
 * Applier#release}.
 *
 * @param baseSeq the body version that was being edited, 0 if the member had none
 * @param seen its fingerprint as it lies in the stage
 * @param hash of a file its content, of a symlink its target
 * @param content the bytes of a file of at most {@value #MAX_INLINE_BYTES} bytes, else null
 */
public record Raced(
    NodeId node,
    long baseSeq,
    Entry entry,
    Fingerprint seen,
    ContentHash hash,
    String stageName,
    @Nullable Bytes content) {
  /** LIMIT: what messages carry inline, see {@code docs/protocol.md}. */
  public static final int MAX_INLINE_BYTES = 64 * 1024;
}
