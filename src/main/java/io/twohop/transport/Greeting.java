package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said between the handshake and the first message of the protocol proper:
 *
 * <pre>
 *   spoke: ClientHello                    hub: ServerHello    spoke: Confirm       a member comes
 *   spoke: ClientHello, Join              hub: Joined, ServerHello  spoke: Confirm a stranger joins
 *   at any point                          hub: Refused, and the connection ends
 * </pre>
 */
sealed interface Greeting {
  /** The version of {@code docs/protocol.md}. */
  int PROTOCOL = 1;

  /** What this program can do; a name is used only where both sides know it. */
  List<String> FEATURES = List.of("base");

  /** LIMIT: names of features a peer may list, and the bytes of one. */
  int FEATURES_MAX = 64;

  /** LIMIT: a token's secret is 32 bytes; others may choose longer ones. */
  int SECRET_MAX_BYTES = 64;

  /** LIMIT: text for people in a refusal. */
  int TEXT_MAX_BYTES = 1_024;

  /**
   * The spoke speaks first.
   *
   * @param site which site it is a member of, or wants to be; empty: the hub's only one
   * @param proof the last counter that it stored; null if it never had a session
   * @param joins whether a {@link Join} follows
   */
  record ClientHello(
      int protocol, List<String> features, String site, @Nullable SessionProof proof, boolean joins)
      implements Greeting {
    public ClientHello {
      features = List.copyOf(features);
    }
  }

  /** A key that is not a member's proves a token's secret. */
  record Join(Bytes secret, String name, MachineIdentity machine) implements Greeting {}

  /** It is a member now, by this number and name. */
  record Joined(MemberId member, String site, String name) implements Greeting {}

  /** The hub knows the key; {@code proof} is what the member must present next time. */
  record ServerHello(
      int protocol,
      List<String> features,
      MemberId member,
      String site,
      String name,
      SessionProof proof)
      implements Greeting {
    public ServerHello {
      features = List.copyOf(features);
    }
  }

  /** The proof with this counter is durable at the member; messages follow. */
  record Confirm(long counter) implements Greeting {}

  /** The hub does not go on. */
  record Refused(Refusal code, String text) implements Greeting {}
}
