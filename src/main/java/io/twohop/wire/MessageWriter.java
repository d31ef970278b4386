package io.twohop.wire;

import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The fields of each message, as they are written. Keep in step with {@link MessageReader}. */
final class MessageWriter {
  /** The field of a proposal whose encoding is digested. */
  static final int PROPOSED_OPERATION = 3;

  private MessageWriter() {}

  static void write(Encoder out, Message message) {
    switch (message) {
      case Message.Fetch m -> {
        EntryCodec.writeNode(out, 1, m.node());
        EntryCodec.writeHash(out, 2, m.content());
        out.unsigned(3, m.offsetBytes()).unsigned(4, m.lengthBytes());
      }
      case Message.Chunk m -> {
        EntryCodec.writeHash(out, 1, m.content());
        out.unsigned(2, m.offsetBytes()).bytes(3, m.bytes().shared());
      }
      case Message.Unavailable m -> EntryCodec.writeHash(out, 1, m.content());
      case Message.Ping m -> out.fixed64(1, m.token());
      case Message.Pong m -> out.fixed64(1, m.token());
      case Message.Hello m -> hello(out, m);
      case Message.Propose m -> propose(out, m);
      case Message.Progress m -> progress(out, m);
      case Message.AskBarrier m ->
          out.unsigned(1, m.id()).unsigned(2, m.upToNumber()).flag(3, m.hubOnly());
      case Message.Farewell m -> out.flag(1, m.leave());
      case Message.Welcome m -> welcome(out, m);
      case Message.Change m -> change(out, m);
      case Message.Answer m -> answer(out, m);
      case Message.Present m -> present(out, m);
      case Message.PresentEnd m -> out.unsigned(1, m.seq());
      case Message.CaughtUp m -> out.unsigned(1, m.seq());
      case Message.Barrier m -> barrier(out, m);
      case Message.Dismissed m -> out.unsigned(1, codeOf(m.reason()));
    }
  }

  private static void progress(Encoder out, Message.Progress progress) {
    out.unsigned(1, progress.visibleSeq())
        .unsigned(2, progress.settledSeq())
        .unsigned(3, progress.confirmedNumber());
    Condition condition = progress.condition();
    if (!condition.equals(Condition.WELL)) {
      out.unsigned(4, condition.pending())
          .unsigned(5, condition.blocked())
          .unsigned(6, condition.held())
          .unsigned(7, condition.problems());
    }
  }

  private static void hello(Encoder out, Message.Hello m) {
    out.fixed64(1, m.member().bits());
    for (TermEnd term : m.terms()) {
      MessageCodec.writeTerm(out, 2, term);
    }
    OperationCodec.writeCursor(out, 3, m.settled());
  }

  private static void propose(Encoder out, Message.Propose m) {
    out.unsigned(1, m.number());
    EntryCodec.writeHash(out, 2, m.digest());
    for (Operation operation : m.operations()) {
      OperationCodec.write(out, PROPOSED_OPERATION, operation);
    }
    contents(out, 4, m.contents());
  }

  private static void welcome(Encoder out, Message.Welcome m) {
    for (TermEnd term : m.terms()) {
      MessageCodec.writeTerm(out, 1, term);
    }
    out.unsigned(2, codeOf(m.start())).unsigned(3, m.commonSeq());
  }

  private static void change(Encoder out, Message.Change m) {
    out.unsigned(1, m.seq()).fixed64(2, m.term());
    out.fixed64(3, m.author().bits()).unsigned(4, m.number());
    for (Operation operation : m.operations()) {
      OperationCodec.write(out, 5, operation);
    }
    contents(out, 6, m.contents());
  }

  private static void answer(Encoder out, Message.Answer m) {
    out.unsigned(1, m.number()).unsigned(2, m.seq());
    for (Verdict verdict : m.verdicts()) {
      VerdictCodec.write(out, 3, verdict);
    }
  }

  private static void present(Encoder out, Message.Present m) {
    for (NodeState node : m.nodes()) {
      EntryCodec.writeState(out, 1, node);
    }
    contents(out, 2, m.contents());
  }

  private static void barrier(Encoder out, Message.Barrier m) {
    out.unsigned(1, m.id());
    for (long number : m.failed()) {
      out.element(2, number);
    }
    for (String name : m.waitingFor()) {
      out.bytes(3, name.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void contents(Encoder out, int field, List<Bytes> contents) {
    for (Bytes content : contents) {
      out.bytes(field, content.shared());
    }
  }

  static int codeOf(Message.Start start) {
    return switch (start) {
      case CHANGES -> 1;
      case PRESENT -> 2;
      case LOST_TAIL -> 3;
    };
  }

  static int codeOf(Message.Dismissal reason) {
    return switch (reason) {
      case REMOVED -> 1;
      case REPLACED_BY_A_NEWER_SESSION -> 2;
      case PROTOCOL_ERROR -> 3;
      case SHUTTING_DOWN -> 4;
    };
  }
}
