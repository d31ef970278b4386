/**
 * Looks at the disk and says what is not as it is known: new, edited, moved, missing. Hints of the
 * kernel say where to look, a scan of everything is the same without hints; neither is believed,
 * only what stat(2) and the bytes say.
 *
 * <p><b>Which node is it?</b> An inode is its number and its birth, because numbers are used again
 * at once. A <em>directory</em> is the node whose inode it is, wherever it stands; else the
 * directory known at that name, once everything that was to be looked at has been and that node's
 * own inode has not turned up elsewhere; else new. A <em>file or symlink</em> is the one known at
 * that name, whatever inode it is; else the node whose inode it is, if that node's own name is gone
 * when asked now; else new. So an editor that writes a new file and renames it over the old one
 * edits a node, {@code mv a b; echo > a} edits {@code a} and makes {@code b}, and a renamed
 * directory takes all below it along unmentioned.
 *
 * <p><b>Has it changed?</b> Only if its fingerprint has, or may have without a trace ({@link
 * io.twohop.scan.Freshness}). Then mode, owner and times are compared with the fingerprint, never
 * with what they should be, and content by its hash, read between two equal stats of the open
 * descriptor. Where nothing carried differs, a finding without facets refreshes the fingerprint.
 *
 * <p><b>Has it settled?</b> A file that somebody has open for writing waits for the close. A new
 * name that looks temporary ({@link io.twohop.scan.TemporaryNames}) has a second for its rename, a
 * new file that only its owner may read has 20 ms for its chmod.
 *
 * <p><b>Did it come whole?</b> A directory that was renamed to its name, or that is found at the
 * name of another one without having been made there, is read in full and told as one ({@link
 * io.twohop.model.Finding.Arrived}), when the hub has answered what was there before; until then
 * {@link io.twohop.model.Finding.Arriving} says that it comes. One that is renamed out of the tree
 * is not missing before its successor has had a second.
 *
 * <p><b>Is it gone?</b> Only if its directory, proved to be the known inode, says so, after all
 * that was queued with it has been looked at, with no scan of everything under way, and with the
 * root in its place. Any other error is a {@link io.twohop.scan.Trouble} and means nothing. A
 * directory that is gone is one finding; what was below it is not mentioned.
 *
 * <p><b>What a finding may look like to its reader.</b> One at a name where another node is known
 * takes the name from it; that one is then found elsewhere or reported missing later. A directory
 * that is new is listed in the next step, under the id that it was given meanwhile.
 *
 * <p>This room changes nothing, opens for reading only, and proposes nothing. Start at {@link
 * io.twohop.scan.Scanner}. The site's thread calls it; only {@link io.twohop.scan.HashJob}s run
 * elsewhere.
 */
@NullMarked
package io.twohop.scan;

import org.jspecify.annotations.NullMarked;
