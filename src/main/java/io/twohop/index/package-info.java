/**
 * What a member and the hub remember of the tree, in SQLite: {@link io.twohop.index.SqliteIndex},
 * the base of one member, and {@link io.twohop.index.SqliteHeads}, the present state at the hub.
 * The schema is documented where it is made: {@code schema/index.sql} and {@code schema/heads.sql}
 * among the resources.
 *
 * <p>Both hold what is not committed in the heap, over a connection that reads what is. One thread
 * calls them, the site's or the hub's; a worker runs the commits on a connection of its own.
 *
 * <p>Not here: what the rows mean (that is {@code core}), and the order of changes (the journal's).
 * Losing an index costs a first contact, never a file.
 */
@NullMarked
package io.twohop.index;

import org.jspecify.annotations.NullMarked;
