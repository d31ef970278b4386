package io.twohop.tree;

import io.twohop.model.Name;
import io.twohop.posix.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory, as it was when it was listed.
 *
 * @param inode its number, as a hint: where a file system is mounted on it, the number below the
 *     mount
 * @param kind null where the file system does not say; look at it then
 */
public record Child(Name name, long inode, @Nullable FileKind kind) {}
