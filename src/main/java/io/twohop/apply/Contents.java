package io.twohop.apply;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import org.jspecify.annotations.Nullable;

/** Where small contents come from. Large ones are complete files in the {@link Stage}. */
public interface Contents {
  /** The bytes with this hash, null if they are not in memory: the stage must have them then. */
  @Nullable Bytes inline(ContentHash content);
}
