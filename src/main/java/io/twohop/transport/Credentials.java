package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a spoke shows to a hub, and what it must remember. Called by the thread that dials. */
public interface Credentials {
  /** Where the hub may be; tried in this order. */
  List<HostPort> hubs();

  /** The keys that the hub may have. */
  List<Pin> hubPins();

  /** Empty: the hub's only one. */
  String site();

  /** The last one stored, or null before the first session. */
  @Nullable SessionProof proof();

  /** What to join with; null for a member. */
  @Nullable Joining joining();

  /** It is a member now. Durable when this returns. */
  void joined(MemberId member, String site, String name) throws IOException;

  /** The proof for the next session. Durable when this returns. */
  void issued(SessionProof proof) throws IOException;

  /** A request to become a member. */
  record Joining(Bytes secret, String name, MachineIdentity machine) {}
}
