package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Report;
import java.util.List;
import java.util.Map;

/**
 * A directory in the stage, built with all that is in it.
 *
 * @param stageName its name there
 * @param done what to report of its nodes, in the plan's order
 * @param paths where each node is, from its top
 * @param borrowed large contents that were moved into it, by path
 */
record StagedTree(
    String stageName,
    List<Report.Done> done,
    Map<NodeId, List<Name>> paths,
    Map<List<Name>, ContentHash> borrowed) {}
