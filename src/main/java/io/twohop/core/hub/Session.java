package io.twohop.core.hub;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One connected member: a reader of the journal at its own pace, and the answers that wait for it
 * to get there.
 */
final class Session {
  /**
   * LIMIT: bytes sent, about, before the member's queue is asked for room again; the last message
   * may overdraw it.
   */
  static final int CREDIT_BYTES = 1 << 20;

  final MemberId member;

  /** The next change to send. */
  long nextSeq;

  int creditBytes = CREDIT_BYTES;
  boolean caughtUp;
  Heads.@Nullable Snapshot present;
  long visibleSeq;
  long settledSeq;

  /** Answers by the seq of the change that they became; each is sent in its place. */
  final TreeMap<Long, Message.Answer> accepted = new TreeMap<>();

  /** Answers that changed nothing, by the last change that they rest on. */
  final TreeMap<Long, List<Message.Answer>> unchanged = new TreeMap<>();

  /** Proposals that were received and have no durable answer yet. */
  final TreeMap<Long, Message.Propose> undecided = new TreeMap<>();

  /** The contents that those proposals wait for, by number; none for one that is decided. */
  final TreeMap<Long, Set<ContentHash>> awaited = new TreeMap<>();

  final List<Long> lostNumbers = new ArrayList<>();
  final List<Waiting> barriers = new ArrayList<>();

  /**
   * A barrier that has not been reached; the change that it waits for is known once all proposals
   * before it are decided.
   */
  static final class Waiting {
    final Message.AskBarrier ask;
    long untilSeq = -1;

    Waiting(Message.AskBarrier ask) {
      this.ask = ask;
    }
  }

  Session(MemberId member) {
    this.member = member;
  }

  void answerAfter(long seq, Message.Answer answer) {
    unchanged.computeIfAbsent(seq, s -> new ArrayList<>()).add(answer);
  }

  void close() {
    if (present != null) {
      present.close();
      present = null;
    }
  }
}
