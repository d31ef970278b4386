/**
 * What the kernel says about the tree, as it happens: inotify events become {@link
 * io.twohop.watch.Hint}s that something at a name is worth a look. A hint is never a fact: the disk
 * is, and {@code scan} asks it.
 *
 * <p>This room keeps no picture of the tree, waits for nothing and decides nothing. Events say less
 * than they seem to: the halves of a rename may come apart, equal ones are merged by the kernel, a
 * store through a mapping makes none until the mapping ends, and a file system mounted over a
 * directory silences it.
 *
 * <p>Start at {@link io.twohop.watch.Watch}. One thread sits in {@link io.twohop.watch.Watch#read};
 * everything else may be called by any thread, and is called by the site's. At rest nothing runs.
 */
@NullMarked
package io.twohop.watch;

import org.jspecify.annotations.NullMarked;
