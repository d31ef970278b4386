/**
 * The hub's journal on disk: {@link io.twohop.journal.SegmentJournal}, append-only segments with
 * group commit. One thread appends and reads (the hub's), one flushes; what a record holds is
 * {@link io.twohop.journal.RecordCodec}'s matter, how it lies on disk {@link
 * io.twohop.journal.Segment}'s.
 *
 * <p>Not here: what is accepted (that is {@code core.hub}), the state that the changes add up to
 * (the heads, in {@code index}), and contents too large to ride along.
 */
@NullMarked
package io.twohop.journal;

import org.jspecify.annotations.NullMarked;
