package io.twohop.core.hub;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where a member has a content that it proposed: in which of its nodes. */
record Source(NodeId node, Entry.RegularFile file) {
  /** One for each content of a proposal, the nodes by the ids that the member knows. */
  static List<Source> allOf(Message.Propose proposal) {
    Map<ContentHash, Source> sources = new TreeMap<>();
    for (Operation operation : proposal.operations()) {
      switch (operation) {
        case Operation.Create c -> add(sources, c.node(), c.entry());
        case Operation.Body b -> add(sources, b.node(), b.entry());
        case Operation.InstallTree i -> i.nodes().forEach(c -> add(sources, c.node(), c.entry()));
        case Operation.Move m -> {}
        case Operation.Remove r -> {}
        case Operation.RemoveTree r -> {}
      }
    }
    return List.copyOf(sources.values());
  }

  private static void add(Map<ContentHash, Source> sources, NodeId node, Entry entry) {
    if (entry instanceof Entry.RegularFile file) {
      sources.putIfAbsent(file.content(), new Source(node, file));
    }
  }
}
