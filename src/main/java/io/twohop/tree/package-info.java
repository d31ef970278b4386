/**
 * The synced root as operations relative to its descriptor: names are bytes, no path is ever
 * resolved from {@code /} again, no symlink is followed and no mount crossed, whatever a local
 * racer does to the directories on the way.
 *
 * <p>This room reads. What changes a tree is in {@code apply}, with the descriptors that it gets
 * here.
 *
 * <p>Start at {@link io.twohop.tree.Tree}. A tree may be used by any thread; a {@link
 * io.twohop.tree.Directory} by one at a time.
 */
@NullMarked
package io.twohop.tree;

import org.jspecify.annotations.NullMarked;
