package io.twohop.core.spoke;

/**
 * How far the disk is ahead of the base in a node, by changes that have not had their turn.
 *
 * @param placeSeq the change of its place that the disk has, 0 if that is the base's
 * @param bodySeq the same of its content or metadata
 * @param accepted the node by these changes
 * @param edited whether it was edited since
 */
record Ahead(long placeSeq, long bodySeq, Disk accepted, boolean edited) {}
