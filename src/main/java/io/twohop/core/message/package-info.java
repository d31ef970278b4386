/**
 * What hub and spoke say to each other, as values; {@code wire} turns them into frames. Start at
 * {@link io.twohop.core.message.Message}; the meaning is in {@code docs/protocol.md}.
 */
@NullMarked
package io.twohop.core.message;

import org.jspecify.annotations.NullMarked;
