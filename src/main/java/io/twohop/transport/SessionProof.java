package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A counter that the hub issued to a member, authenticated with the hub's key. Each session gets
 * the next one; two machines with one key cannot both hold the newest.
 *
 * @param counter from 1, ascending with every session
 * @param mac HMAC-SHA-256 over member and counter
 */
public record SessionProof(long counter, Bytes mac) {
  static final int MAC_BYTES = 32;

  /** Issues and checks proofs; of the hub's identity, so that a restored hub knows its own. */
  static final class Key {
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec secret;

    private Key(SecretKeySpec secret) {
      this.secret = secret;
    }

    static Key of(Identity hub) {
      byte[] label = "twohop session proof 1".getBytes(StandardCharsets.US_ASCII);
      byte[] key = hub.key().getEncoded();
      byte[] both = ByteBuffer.allocate(label.length + key.length).put(label).put(key).array();
      return new Key(new SecretKeySpec(Pin.sha256(both), ALGORITHM));
    }

    SessionProof issue(MemberId member, long counter) {
      return new SessionProof(counter, Bytes.owning(mac(member, counter)));
    }

    boolean issued(MemberId member, SessionProof proof) {
      return MessageDigest.isEqual(mac(member, proof.counter()), proof.mac().shared());
    }

    private byte[] mac(MemberId member, long counter) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(secret);
        return mac.doFinal(ByteBuffer.allocate(16).putLong(member.bits()).putLong(counter).array());
      } catch (GeneralSecurityException e) {
        // Every Java platform must have it, see the class comment of Mac.
        throw new IllegalStateException(e);
      }
    }
  }
}
