package io.twohop.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Who this machine is: a P-256 key made here and never sent anywhere, and the certificate around
 * it.
 */
public final class Identity {
  /** Its file in the state directory: the private key (PKCS #8) and the certificate, as PEM. */
  public static final String FILE_NAME = "identity.pem";

  private static final Base64.Encoder PEM_LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final Pin pin;

  private Identity(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
    this.pin = Pin.of(certificate.getPublicKey());
  }

  /** A new one, not stored. */
  public static Identity create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new Identity(keys.getPrivate(), SelfSignedCertificate.of(keys));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no elliptic curves", e);
    }
  }

  /**
   * The one stored in this directory; made and stored if there is none.
   *
   * @throws IOException if it cannot be read or written, or is damaged; nothing has changed then
   */
  public static Identity loadOrCreate(Path stateDirectory) throws IOException {
    DurableFile file = new DurableFile(stateDirectory.resolve(FILE_NAME));
    byte[] pem = file.read();
    if (pem != null) {
      return parse(new String(pem, StandardCharsets.US_ASCII), file.path());
    }
    Identity made = create();
    file.write(made.pem().getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  private static Identity parse(String pem, Path path) throws IOException {
    try {
      PrivateKey key =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(section(pem, "PRIVATE KEY")));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(section(pem, "CERTIFICATE")));
      Identity identity = new Identity(key, certificate);
      identity.requireMatch();
      return identity;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  private static byte[] section(String pem, String name) {
    String begin = "-----BEGIN " + name + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + name + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }

  private void requireMatch() throws GeneralSecurityException {
    byte[] text = FILE_NAME.getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    if (!signature.verify(signed)) {
      throw new IllegalArgumentException("the certificate is of another key");
    }
  }

  private String pem() throws IOException {
    try {
      return block("PRIVATE KEY", key.getEncoded())
          + block("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be encoded", e);
    }
  }

  private static String block(String name, byte[] der) {
    return "-----BEGIN "
        + name
        + "-----\n"
        + PEM_LINES.encodeToString(der)
        + "\n-----END "
        + name
        + "-----\n";
  }

  public Pin pin() {
    return pin;
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }
}
