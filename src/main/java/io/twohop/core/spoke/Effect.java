package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Plan;
import java.util.Map;

/** What the member wants done, in this order. */
public sealed interface Effect {
  /** Queues a message to the hub; it may be lost with the session. */
  record Send(Message message) implements Effect {}

  /**
   * Carries out a plan; {@link Input.Applied} tells what became of it. {@code contents} are those
   * that came inside messages.
   */
  record Apply(Plan plan, Map<ContentHash, Bytes> contents) implements Effect {}

  /**
   * Fetches a content from the hub into the stage; {@link Input.Fetched} or {@link
   * Input.Unfetchable} follows. What is on its way already may be asked for again.
   */
  record Fetch(NodeId node, ContentHash content, long sizeBytes) implements Effect {}

  /** Looks at one name again. */
  record Look(NodeId parent, Name name) implements Effect {}

  /** Watches a directory and looks at all that is in it. */
  record LookInto(NodeId directory) implements Effect {}

  /** A directory known as {@code loser} is {@code winner} from now on. */
  record Unite(NodeId loser, NodeId winner) implements Effect {}

  /**
   * Flushes the tree, then commits the index as it was when this began, after {@link
   * SpokeMachine#reach}; then tells {@link Input.Settled}.
   */
  record Settle(long token) implements Effect {}

  /** Gives {@link Input.Woke} at this time at the latest. */
  record WakeAt(long nanos) implements Effect {}

  /** The member has all that the hub had when it last looked. */
  record Ready() implements Effect {}

  /** A barrier that was asked for has an answer. */
  record BarrierReached(Message.Barrier barrier) implements Effect {}

  /** The hub ended this membership or session for a reason. */
  record Dismissed(Message.Dismissal reason) implements Effect {}

  /**
   * A change cannot be made here for now; {@link SpokeMachine#blocked} lists what it is about.
   *
   * @param nodes how many nodes it is about; the name is that of the first
   */
  record Blocked(NodeId parent, Name name, int nodes, String why) implements Effect {}

  /** One line for the log: an event that people may want to know. */
  record Note(String text) implements Effect {}
}
