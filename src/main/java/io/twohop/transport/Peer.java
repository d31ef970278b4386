package io.twohop.transport;

import io.twohop.model.MemberId;
import java.util.List;

/**
 * Who is at the other end.
 *
 * @param member the number of the spoke in this session, also where the peer is the hub
 * @param name the spoke's label
 * @param role what the spoke may do, empty by default
 * @param pin the key that the peer proved
 * @param address for people, host and port
 * @param features names that both sides know
 */
public record Peer(
    MemberId member, String name, String role, Pin pin, String address, List<String> features) {
  public Peer {
    features = List.copyOf(features);
  }
}
