package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Timespec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory that an {@link Action.Install} replaced, as it lies in the stage.
 *
 * @param path where it was
 * @param known what it held, by path in it
 * @param baseSeqs the body versions of what it held
 * @param installed the nodes of the new directory, by path in it
 * @param newTop inode of the new directory
 * @param excluded what was moved across to the new one, by path in it
 * @param clockThen the kernel's coarse clock before the exchange
 */
record DisplacedTree(
    StageName name,
    List<Name> path,
    Map<List<Name>, Action.Discard> known,
    Map<NodeId, Long> baseSeqs,
    Map<List<Name>, NodeId> installed,
    Fingerprint newTop,
    List<List<Name>> excluded,
    Timespec clockThen) {
  Action.@Nullable Discard knownAt(List<Name> inside) {
    return known.get(inside);
  }
}
