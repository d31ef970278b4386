package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.Finding;
import io.twohop.model.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a message takes in the heap, roughly: small ones count by what is in them. */
final class Weight {
  private static final int MESSAGE_BYTES = 64;
  private static final int NODE_BYTES = 256;

  private Weight() {}

  static long bytesOf(Message message) {
    return switch (message) {
      case Message.Propose p -> operations(p.operations()) + contents(p.contents());
      case Message.Change c -> operations(c.operations()) + contents(c.contents());
      case Message.Present p ->
          MESSAGE_BYTES + (long) NODE_BYTES * p.nodes().size() + contents(p.contents());
      case Message.Chunk c -> MESSAGE_BYTES + c.bytes().length();
      case Message other -> MESSAGE_BYTES;
    };
  }

  /** The small contents that come with changes. */
  static long contentsOf(Message message) {
    return switch (message) {
      case Message.Change c -> contents(c.contents());
      case Message.Present p -> contents(p.contents());
      case Message other -> 0;
    };
  }

  /** The small contents that were found. */
  static long found(List<Finding> findings) {
    long sum = 0;
    for (Finding finding : findings) {
      switch (finding) {
        case Finding.Present p -> sum += length(p.content());
        case Finding.Arrived a -> {
          for (Finding.Arrived.Part part : a.parts()) {
            sum += length(part.found().content());
          }
        }
        case Finding.Missing m -> {}
        case Finding.Arriving a -> {}
      }
    }
    return sum;
  }

  private static int length(@Nullable Bytes content) {
    return content == null ? 0 : content.length();
  }

  private static long contents(List<Bytes> contents) {
    long sum = 0;
    for (Bytes content : contents) {
      sum += content.length();
    }
    return sum;
  }

  private static long operations(List<Operation> operations) {
    long sum = MESSAGE_BYTES;
    for (Operation operation : operations) {
      sum +=
          operation instanceof Operation.InstallTree tree
              ? (long) NODE_BYTES * tree.nodes().size()
              : NODE_BYTES;
    }
    return sum;
  }
}
