package io.twohop.wire;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects nodes of the present state until they fill a message of a convenient size. */
public final class PresentBatch {
  private final List<NodeState> nodes = new ArrayList<>();
  private final List<Bytes> contents = new ArrayList<>();
  private long sizeBytes;

  /** Adds a node, and its content where that is small and wanted inline. */
  public void add(NodeState node, @Nullable Bytes content) {
    nodes.add(node);
    sizeBytes += EntryCodec.sizeBoundOf(node);
    if (content != null) {
      contents.add(content);
      sizeBytes += content.length() + 8;
    }
  }

  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Whether it should be sent before more is added. */
  public boolean isFull() {
    return sizeBytes >= Limits.PRESENT_BATCH_BYTES || nodes.size() >= Limits.PRESENT_NODES_MAX;
  }

  /** The message, and an empty batch. */
  public Message.Present take() {
    Message.Present present = new Message.Present(nodes, contents);
    nodes.clear();
    contents.clear();
    sizeBytes = 0;
    return present;
  }
}
