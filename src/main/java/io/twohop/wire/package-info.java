/**
 * Messages as bytes: how they are encoded, framed, limited and checked. Bytes in, bytes out; no
 * socket, file, clock or thread.
 *
 * <pre>
 *   Message  --MessageCodec-->  fields  --FrameEncoder-->  frames (length, type, payload)
 *   frames   --FrameDecoder, MessageAssembler, MessageCodec-->  Message, or ProtocolViolation
 * </pre>
 *
 * <p>Whatever bytes arrive, the answer is a message or a {@link io.twohop.wire.ProtocolViolation},
 * and nothing is allocated that has not arrived: lists have no counts, frames grow with what was
 * received. The codecs of operations, entries and verdicts also serve the journal.
 *
 * <p>The format is specified in {@code docs/protocol.md}; its examples are checked by a test. Start
 * at {@link io.twohop.wire.MessageCodec}. Any thread may call the codecs; decoders and assemblers
 * belong to one session's reader.
 */
@NullMarked
package io.twohop.wire;

import org.jspecify.annotations.NullMarked;
