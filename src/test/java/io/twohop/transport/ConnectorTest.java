package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConnectorTest {
  @TempDir Path directory;
  private final LinkedBlockingQueue<DialOutcome> failures = new LinkedBlockingQueue<>();

  private Connector connector(TestHub hub, TestHub.TestSpoke spoke, long giveUpOrWait) {
    Backoff backoff = new Backoff(2, 20, new Random(1));
    Connector connector =
        new Connector(
            spoke.dialer,
            session -> spoke.receiver,
            backoff,
            (outcome, wait) -> {
              failures.add(outcome);
              return giveUpOrWait < 0 ? giveUpOrWait : wait;
            });
    connector.start(hub.threads);
    return connector;
  }

  @Test
  void spoke_comesBack_howeverItsConnectionEnds() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"));
        ChaosProxy network = new ChaosProxy(hub.address().port(), hub.threads)) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), hub.token(1));
      spoke.membership.useHubs(List.of(new HostPort("127.0.0.1", network.port())));
      try (Connector connector = connector(hub, spoke, 0)) {
        hub.nextOpened();
        network.cut();
        hub.nextOpened();
        network.halfClose();
        hub.nextOpened();
        // Everything is cut in the middle of the greeting for a while.
        network.cutAfter(700);
        network.cut();
        assertThat(failures.poll(30, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Unreachable.class);
        network.cutAfter(Long.MAX_VALUE);
        TestHub.Opened last = hub.nextOpened();
        last.session().offer(new Message.CaughtUp(9));
        assertThat(spoke.receiver.next()).isEqualTo(new Message.CaughtUp(9));
        assertThat(hub.members.all()).hasSize(1);
        connector.hurry();
      }
    }
  }

  @Test
  void frozenNetwork_delaysNobodyElse() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"));
        ChaosProxy network = new ChaosProxy(hub.address().port(), hub.threads)) {
      TestHub.TestSpoke far = hub.spoke(directory.resolve("far"), hub.token(1));
      TestHub.TestSpoke near = hub.spoke(directory.resolve("near"), hub.token(1));
      far.membership.useHubs(List.of(new HostPort("127.0.0.1", network.port())));
      far.connect();
      TestHub.Opened toFar = hub.nextOpened();
      near.connect();
      TestHub.Opened toNear = hub.nextOpened();
      network.freeze();
      toFar.session().offer(new Message.CaughtUp(1));
      toNear.session().offer(new Message.CaughtUp(2));
      assertThat(near.receiver.next()).isEqualTo(new Message.CaughtUp(2));
      assertThat(far.receiver.messages).isEmpty();
      network.thaw();
      assertThat(far.receiver.next()).isEqualTo(new Message.CaughtUp(1));
    }
  }

  @Test
  void refusal_isReported_andTheConnectorGivesUpWhenTold() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token token = hub.token(1);
      hub.spoke(directory.resolve("a"), token).connect();
      TestHub.TestSpoke late = hub.spoke(directory.resolve("b"), token);
      try (Connector connector = connector(hub, late, Connector.Failures.GIVE_UP)) {
        assertThat(failures.poll(30, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Refused.class);
        connector.hurry();
      }
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void nobodyThere_isSaidForEveryAddress() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), hub.token(1));
      int port = hub.address().port();
      hub.listener.close();
      spoke.membership.useHubs(
          List.of(new HostPort("127.0.0.1", port), new HostPort("no-such-host.invalid", 1)));
      assertThat(spoke.dial())
          .isInstanceOfSatisfying(
              DialOutcome.Unreachable.class,
              outcome ->
                  assertThat(String.join("\n", outcome.reasons()))
                      .contains("127.0.0.1:" + port + ": Connection refused")
                      .contains("no-such-host.invalid:1: the name has no address"));
    }
  }

  @Test
  void port_taken_isSaidWithWhatToDo() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      assertThatThrownBy(() -> hub.start(hub.address().port()))
          .isInstanceOf(TransportProblem.class)
          .hasMessageContaining("another program has this port")
          .hasMessageContaining("--listen");
    }
  }
}
