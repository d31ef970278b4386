/**
 * Content that left the tree and must not be lost: losers of conflicts and, for as long as a
 * restore takes, a version from the journal. One per hub, outside every tree, so that no web server
 * ever serves or runs what lies here.
 *
 * <p>An item is a directory with a readable {@code meta} file and the content, for us alone to
 * read. It is there after a crash if {@link io.twohop.keep.Keep#add} returned, and wholly absent or
 * whole otherwise; the same of each thing that joins a directory. Items go by the stated {@link
 * io.twohop.keep.Retention} or by an operator's word, never silently. Nothing here decides what a
 * conflict is.
 *
 * <p>Start at {@link io.twohop.keep.Keep}. Any thread may call it. Time is an argument: the wall
 * clock only for people to read, age is the hub's running time.
 */
@NullMarked
package io.twohop.keep;

import org.jspecify.annotations.NullMarked;
