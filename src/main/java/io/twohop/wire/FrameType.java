package io.twohop.wire;

import io.twohop.core.message.Message;

/**
 * The types of frames that carry messages: the number in the frame, who may send it, and how large
 * the message may be. Numbers below 16 belong to the greeting, see {@code transport}.
 */
public enum FrameType {
  FETCH(0x10, Sender.BOTH, 512),
  CHUNK(0x11, Sender.BOTH, Message.CHUNK_MAX_BYTES + 512),
  UNAVAILABLE(0x12, Sender.BOTH, 512),
  PING(0x13, Sender.BOTH, 512),
  PONG(0x14, Sender.BOTH, 512),

  HELLO(0x20, Sender.SPOKE, Limits.FRAME_MAX_BYTES),
  PROPOSE(0x21, Sender.SPOKE, Limits.PROPOSAL_MAX_BYTES),
  PROGRESS(0x22, Sender.SPOKE, 512),
  ASK_BARRIER(0x23, Sender.SPOKE, 512),
  FAREWELL(0x24, Sender.SPOKE, 512),

  WELCOME(0x30, Sender.HUB, Limits.FRAME_MAX_BYTES),
  CHANGE(0x31, Sender.HUB, Limits.MESSAGE_MAX_BYTES),
  ANSWER(0x32, Sender.HUB, Limits.MESSAGE_MAX_BYTES),
  PRESENT(0x33, Sender.HUB, Limits.MESSAGE_MAX_BYTES),
  PRESENT_END(0x34, Sender.HUB, 512),
  CAUGHT_UP(0x35, Sender.HUB, 512),
  BARRIER(0x36, Sender.HUB, 2 * Limits.FRAME_MAX_BYTES),
  DISMISSED(0x37, Sender.HUB, 512);

  /** Set in the type byte of every fragment but the last. */
  static final int MORE_FOLLOWS = 0x80;

  private static final FrameType[] BY_CODE = new FrameType[MORE_FOLLOWS];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final Sender sender;
  private final int maxBytes;

  FrameType(int code, Sender sender, int maxBytes) {
    this.code = code;
    this.sender = sender;
    this.maxBytes = maxBytes;
  }

  /** The number in the frame, 16 to 127. */
  public int code() {
    return code;
  }

  /** LIMIT: bytes of the whole message, all fragments together. */
  public int maxBytes() {
    return maxBytes;
  }

  public boolean mayComeFrom(Sender side) {
    return sender == Sender.BOTH || sender == side;
  }

  static FrameType ofCode(int code) throws ProtocolViolation {
    FrameType type = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (type == null) {
      throw new ProtocolViolation("a message of no known type: " + code);
    }
    return type;
  }

  public static FrameType of(Message message) {
    return switch (message) {
      case Message.Fetch m -> FETCH;
      case Message.Chunk m -> CHUNK;
      case Message.Unavailable m -> UNAVAILABLE;
      case Message.Ping m -> PING;
      case Message.Pong m -> PONG;
      case Message.Hello m -> HELLO;
      case Message.Propose m -> PROPOSE;
      case Message.Progress m -> PROGRESS;
      case Message.AskBarrier m -> ASK_BARRIER;
      case Message.Farewell m -> FAREWELL;
      case Message.Welcome m -> WELCOME;
      case Message.Change m -> CHANGE;
      case Message.Answer m -> ANSWER;
      case Message.Present m -> PRESENT;
      case Message.PresentEnd m -> PRESENT_END;
      case Message.CaughtUp m -> CAUGHT_UP;
      case Message.Barrier m -> BARRIER;
      case Message.Dismissed m -> DISMISSED;
    };
  }

  /** Who sends a type of message. */
  public enum Sender {
    SPOKE,
    HUB,
    BOTH
  }
}
