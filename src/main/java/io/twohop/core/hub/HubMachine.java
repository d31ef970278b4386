package io.twohop.core.hub;

import io.twohop.core.hub.JournalRecord.Accepted;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The hub: takes proposals, decides them in the order they come, and lets every member read the
 * journal at its own pace.
 *
 * <p>A decision is replayed into the heads at once, so that the next one sees it, but nobody is
 * told before its record is durable. Sending is a pull: each session has the seq that comes next
 * for it and a credit of messages; a member that is a second behind and one that is a month behind
 * run the same code.
 *
 * <p>One thread calls {@link #step}; effects are to be carried out in order.
 */
public final class HubMachine {
  /** LIMIT: what a barrier names, see the protocol; of a longer session the first are named. */
  private static final int LOST_NUMBERS_MAX = 100_000;

  private final Heads heads;
  private final Journal journal;
  private final Contents contents;
  private final Replay replay;
  private final Feed feed;

  private final Map<MemberId, Session> sessions = new TreeMap<>();
  private final ArrayDeque<Undurable> undurable = new ArrayDeque<>();
  private List<Effect> effects = new ArrayList<>();
  private long appended;
  private long persisted;
  private long durableSeq;

  /** An answer whose record is being written. */
  private record Undurable(long count, MemberId author, Message.Answer answer, long headSeq) {}

  /**
   * A hub over what its journal says so far.
   *
   * @param heads replayed to the end of the journal, the record of the present term included
   */
  public HubMachine(Heads heads, Journal journal, Contents contents) {
    this.heads = heads;
    this.journal = journal;
    this.contents = contents;
    this.replay = new Replay(heads);
    this.feed = new Feed(heads, journal, effect -> effects.add(effect));
    this.durableSeq = heads.lastSeq();
  }

  /**
   * Advances the hub by one input. A message that a correct member never sends ends that member's
   * session and changes nothing else.
   */
  public List<Effect> step(Input input) {
    effects = new ArrayList<>();
    switch (input) {
      case Input.Connected c -> connected(c);
      case Input.Disconnected d -> disconnected(d.member());
      case Input.Received r -> {
        Session session = sessions.get(r.member());
        if (session != null) {
          received(session, r.message());
        }
      }
      case Input.Room r -> {
        Session session = sessions.get(r.member());
        if (session != null) {
          session.creditBytes = Session.CREDIT_BYTES;
          advance(session);
        }
      }
      case Input.Persisted p -> persisted(p.count());
      case Input.Obtained o -> retry(o.content());
      case Input.Withdrawn w -> withdrawn(w);
    }
    return effects;
  }

  /** The members that have a session now, with how far each is. */
  public List<Standing> standings() {
    return sessions.values().stream()
        .map(s -> new Standing(s.member, s.nextSeq, s.visibleSeq, s.settledSeq, s.caughtUp))
        .toList();
  }

  /**
   * How far one member is: the next change to send it, and what it says is visible and settled
   * there.
   */
  public record Standing(
      MemberId member, long nextSeq, long visibleSeq, long settledSeq, boolean caughtUp) {}

  /** The last change that is durable here. */
  public long durableSeq() {
    return durableSeq;
  }

  /** The contents that proposals name which cannot be decided before all of theirs are here. */
  public Set<ContentHash> undecidedContents() {
    Set<ContentHash> undecided = new TreeSet<>();
    for (Session session : sessions.values()) {
      for (long number : session.awaited.keySet()) {
        Message.Propose proposal = session.undecided.get(number);
        if (proposal != null) {
          Source.allOf(proposal).forEach(source -> undecided.add(source.file().content()));
        }
      }
    }
    return undecided;
  }

  // ---- sessions

  private void connected(Input.Connected c) {
    disconnected(c.member());
    Session session = new Session(c.member());
    sessions.put(c.member(), session);
    List<TermEnd> terms = heads.terms();
    List<TermEnd> told =
        terms.subList(Math.max(0, terms.size() - Greeting.TERMS_TOLD), terms.size());
    Greeting greeting = Greeting.of(c.hello(), terms, journal.floorSeq());
    feed.send(session, new Message.Welcome(told, greeting.start(), greeting.commonSeq()));
    if (greeting.start() == Message.Start.CHANGES) {
      session.nextSeq = c.hello().settled().low() + 1;
      session.visibleSeq = c.hello().settled().low();
    } else {
      session.present = heads.snapshot();
    }
    advance(session);
  }

  private void disconnected(MemberId member) {
    Session session = sessions.remove(member);
    if (session != null) {
      session.close();
      releaseBarriers();
    }
  }

  private void received(Session session, Message message) {
    switch (message) {
      case Message.Propose p -> proposed(session, p);
      case Message.Progress p -> {
        session.visibleSeq = Math.max(session.visibleSeq, p.visibleSeq());
        session.settledSeq = Math.max(session.settledSeq, p.settledSeq());
        heads.forgetAnswers(session.member, p.confirmedNumber());
        releaseBarriers();
      }
      case Message.AskBarrier b -> {
        session.barriers.add(new Session.Waiting(b));
        releaseBarriers();
      }
      case Message.Ping p -> feed.send(session, new Message.Pong(p.token()));
      case Message.Farewell f ->
          effects.add(new Effect.Disconnect(session.member, Message.Dismissal.SHUTTING_DOWN));
      // Contents are moved by the shell, which takes these before they get here.
      case Message.Fetch f -> {}
      case Message.Chunk k -> {}
      case Message.Unavailable u -> {}
      case Message.Pong p -> {}
      case Message.Hello h -> violated(session);
      case Message.Welcome w -> violated(session);
      case Message.Change k -> violated(session);
      case Message.Answer a -> violated(session);
      case Message.Present p -> violated(session);
      case Message.PresentEnd p -> violated(session);
      case Message.CaughtUp k -> violated(session);
      case Message.Barrier b -> violated(session);
      case Message.Dismissed d -> violated(session);
    }
  }

  private void violated(Session session) {
    effects.add(new Effect.Disconnect(session.member, Message.Dismissal.PROTOCOL_ERROR));
    disconnected(session.member);
  }

  // ---- proposals

  private void proposed(Session session, Message.Propose proposal) {
    Heads.Answered before = heads.answer(session.member, proposal.number());
    if (before == null) {
      session.undecided.put(proposal.number(), proposal);
      decide(session, proposal);
    } else if (before.digest().equals(proposal.digest())) {
      again(session, proposal.number(), before);
    } else {
      violated(session);
    }
  }

  /**
   * A known number gets its old answer; one whose record is still being written gets it when that
   * is durable.
   */
  private void again(Session session, long number, Heads.Answered before) {
    boolean onItsWay =
        undurable.stream()
            .anyMatch(u -> u.author().equals(session.member) && u.answer().number() == number);
    if (!onItsWay) {
      answer(session, new Message.Answer(number, before.seq(), before.verdicts()), durableSeq);
      advance(session);
    }
  }

  private void decide(Session session, Message.Propose proposal) {
    Decision decision = Decider.decide(heads, proposal.operations());
    if (obtains(session, proposal, decision)) {
      return;
    }
    List<Bytes> inline = proposal.contents();
    for (Decision.Loss loss : decision.losses()) {
      effects.add(new Effect.Keep(session.member, proposal.number(), loss, inline));
    }
    boolean changes = !decision.operations().isEmpty();
    long seq = changes ? heads.lastSeq() + 1 : 0;
    JournalRecord record =
        changes
            ? new Accepted(
                seq,
                session.member,
                proposal.number(),
                proposal.digest(),
                decision.operations(),
                decision.verdicts(),
                inline)
            : new JournalRecord.Answered(
                session.member, proposal.number(), proposal.digest(), decision.verdicts());
    append(session, record, new Message.Answer(proposal.number(), seq, decision.verdicts()));
  }

  private void append(Session session, JournalRecord record, Message.Answer answer) {
    replay.replay(record);
    effects.add(new Effect.Append(record));
    appended++;
    undurable.add(new Undurable(appended, session.member, answer, heads.lastSeq()));
  }

  /**
   * Asks for the contents that the decision needs, that did not come with the proposal and that are
   * not here; says whether there were any.
   */
  private boolean obtains(Session session, Message.Propose proposal, Decision decision) {
    Set<ContentHash> needed = new TreeSet<>();
    for (Entry.RegularFile file : decision.files()) {
      if (file.sizeBytes() > 0 && !contents.has(file.content())) {
        needed.add(file.content());
      }
    }
    if (!needed.isEmpty()) {
      proposal.contents().forEach(content -> needed.remove(ContentHash.ofContent(content)));
    }
    Set<ContentHash> missing = new TreeSet<>();
    // What only the decision names, as somebody else's newer edit, came with an earlier proposal.
    for (Source source : needed.isEmpty() ? List.<Source>of() : Source.allOf(proposal)) {
      Entry.RegularFile file = source.file();
      if (needed.contains(file.content())) {
        missing.add(file.content());
        obtain(session, source);
      }
    }
    if (missing.isEmpty()) {
      session.awaited.remove(proposal.number());
    } else {
      session.awaited.put(proposal.number(), missing);
    }
    return !missing.isEmpty();
  }

  private void obtain(Session session, Source source) {
    Entry.RegularFile file = source.file();
    effects.add(new Effect.Obtain(session.member, source.node(), file.content(), file.sizeBytes()));
  }

  private void retry(ContentHash content) {
    for (Session session : List.copyOf(sessions.values())) {
      for (Message.Propose waiting : waitingFor(session, content)) {
        Set<ContentHash> missing = session.awaited.get(waiting.number());
        // WHY: a tree awaits thousands; to decide it takes time in proportion to its size.
        if (missing == null || (missing.remove(content) && missing.isEmpty())) {
          decide(session, waiting);
        }
      }
    }
  }

  /**
   * The member does not have a content any more where it proposed it, and that proposal is void.
   * Where another of its proposals has the same content, it may be there still.
   */
  private void withdrawn(Input.Withdrawn w) {
    Session session = sessions.get(w.member());
    if (session == null) {
      return;
    }
    for (Message.Propose waiting : waitingFor(session, w.content())) {
      for (Source source : Source.allOf(waiting)) {
        if (source.file().content().equals(w.content())) {
          if (source.node().equals(w.node())) {
            withdrawn(session, waiting);
          } else {
            obtain(session, source);
          }
        }
      }
    }
  }

  private void withdrawn(Session session, Message.Propose proposal) {
    List<Verdict> verdicts =
        proposal.operations().stream()
            .<Verdict>map(o -> new Verdict.Lost(Verdict.Reason.WITHDRAWN))
            .toList();
    JournalRecord record =
        new JournalRecord.Answered(session.member, proposal.number(), proposal.digest(), verdicts);
    session.awaited.remove(proposal.number());
    append(session, record, new Message.Answer(proposal.number(), 0, verdicts));
  }

  private static List<Message.Propose> waitingFor(Session session, ContentHash content) {
    List<Message.Propose> waiting = new ArrayList<>();
    session.awaited.forEach((number, contents) -> {
      Message.Propose proposal = session.undecided.get(number);
      if (proposal != null && contents.contains(content)) {
        waiting.add(proposal);
      }
    });
    return waiting;
  }

  // ---- durable

  private void persisted(long count) {
    persisted = Math.max(persisted, count);
    while (!undurable.isEmpty() && undurable.getFirst().count() <= persisted) {
      Undurable done = undurable.removeFirst();
      durableSeq = Math.max(durableSeq, done.answer().seq());
      Session session = sessions.get(done.author());
      if (session != null) {
        answer(session, done.answer(), done.headSeq());
      }
    }
    for (Session session : List.copyOf(sessions.values())) {
      advance(session);
    }
    releaseBarriers();
  }

  private void answer(Session session, Message.Answer answer, long headSeq) {
    session.undecided.remove(answer.number());
    if (answer.verdicts().stream().anyMatch(Verdict.Lost.class::isInstance)
        && session.lostNumbers.size() < LOST_NUMBERS_MAX) {
      session.lostNumbers.add(answer.number());
    }
    if (answer.seq() >= session.nextSeq && session.present == null) {
      session.accepted.put(answer.seq(), answer);
    } else {
      session.answerAfter(Math.max(headSeq, answer.seq()), answer);
    }
  }

  private void advance(Session session) {
    if (!feed.advance(session, durableSeq)) {
      violated(session);
    }
  }

  // ---- barriers

  private void releaseBarriers() {
    for (Session session : List.copyOf(sessions.values())) {
      for (Session.Waiting waiting : List.copyOf(session.barriers)) {
        boolean undecided = !session.undecided.headMap(waiting.ask.upToNumber(), true).isEmpty();
        if (undecided) {
          continue;
        }
        if (waiting.untilSeq < 0) {
          waiting.untilSeq = durableSeq;
        }
        if (waiting.ask.hubOnly() || everybodyHas(session, waiting.untilSeq)) {
          session.barriers.remove(waiting);
          feed.send(session, new Message.Barrier(waiting.ask.id(), session.lostNumbers, List.of()));
          if (session.barriers.isEmpty()) {
            session.lostNumbers.clear();
          }
        }
      }
    }
  }

  private boolean everybodyHas(Session asking, long seq) {
    return sessions.values().stream().allMatch(s -> s == asking || s.visibleSeq >= seq);
  }
}
