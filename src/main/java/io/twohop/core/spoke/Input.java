package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import io.twohop.model.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened, as far as this member can tell. Nothing else enters the machine. */
public sealed interface Input {
  /** The transport has a session with the hub; the machine greets. */
  record Connected() implements Input {}

  record Disconnected() implements Input {}

  record Received(Message message) implements Input {}

  /** What looks at the disk found; see {@link Finding}. */
  record Looked(List<Finding> findings) implements Input {
    public Looked {
      findings = List.copyOf(findings);
    }
  }

  /**
   * What a brake held, and a person rejected: the disk is brought back to what the journal says.
   * Nothing of it is proposed.
   */
  record PutBack(List<Finding> findings) implements Input {
    public PutBack {
      findings = List.copyOf(findings);
    }
  }

  /**
   * A brake holds these after all, with everything below them: removals that were found and not yet
   * proposed are forgotten.
   */
  record Withheld(List<NodeId> nodes) implements Input {
    public Withheld {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A scan of the whole tree is complete: what it did not find and did not find elsewhere either
   * was reported missing before this.
   */
  record ScanComplete() implements Input {}

  /** A plan was carried out as far as possible. */
  record Applied(Report report) implements Input {}

  /** A content that was asked for lies verified in the stage. */
  record Fetched(ContentHash content) implements Input {}

  /** This content cannot be had for now, and why: the hub lost it, or the stage has no room. */
  record Unfetchable(ContentHash content, String why) implements Input {}

  /**
   * Something that we displaced is not what we expected: an edit raced our swap. Its bytes are in
   * the stage.
   */
  record Raced(NodeId node, long baseSeq, Entry entry, Fingerprint seen, @Nullable Bytes content)
      implements Input {}

  /** All that was visible when a settlement began is durable. */
  record Settled(long token) implements Input {}

  /** Something happened in the tree, perhaps to what is not tracked. */
  record Stirred() implements Input {}

  /** The time that was asked for has come. */
  record Woke() implements Input {}
}
