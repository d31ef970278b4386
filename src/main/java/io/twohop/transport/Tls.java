package io.twohop.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 between keys: no authority, no names, no dates.
 *
 * <p>A resumed session never asks the trust manager. So both sides look at {@link #peerOf} after
 * every handshake, and the check while shaking hands only makes a wrong hub fail early.
 */
final class Tls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"
  };

  private final SSLContext context;

  /** Handshakes as {@code own}; a peer whose pin is not accepted fails it. */
  Tls(Identity own, Predicate<Pin> accepted) {
    try {
      context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {new OneKey(own)}, new TrustManager[] {new AnyKey(accepted)}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS 1.3", e);
    }
  }

  /** Puts the hub's side of TLS over an accepted connection, and shakes hands. */
  SSLSocket accept(Socket plain) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
    tls.setUseClientMode(false);
    configure(tls);
    tls.startHandshake();
    return tls;
  }

  /**
   * Puts the spoke's side of TLS over a connection, and shakes hands.
   *
   * @param host with {@code port} the key under which the session is remembered for resumption
   */
  SSLSocket connect(Socket plain, String host, int port) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    tls.setUseClientMode(true);
    configure(tls);
    tls.startHandshake();
    return tls;
  }

  private static void configure(SSLSocket tls) {
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(CIPHERS);
    parameters.setServerNames(List.of());
    parameters.setNeedClientAuth(true);
    tls.setSSLParameters(parameters);
  }

  /** The pin that the peer proved in this handshake or in the one that was resumed. */
  static Pin peerOf(SSLSocket tls) throws IOException {
    Certificate[] chain = tls.getSession().getPeerCertificates();
    return Pin.of(chain[0].getPublicKey());
  }

  /** The handshake failed because the peer has another key. */
  static final class UnexpectedKey extends CertificateException {
    private static final long serialVersionUID = 1L;

    UnexpectedKey(Pin pin) {
      super("the peer has the key " + pin);
    }
  }

  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "twohop";
    private final Identity own;

    OneKey(Identity own) {
      this.own = own;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return keyType.equals("EC") ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {own.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.key();
    }
  }

  /** Extended, so that Java adds no checks of its own to those here. */
  private static final class AnyKey extends X509ExtendedTrustManager {
    private final Predicate<Pin> accepted;

    AnyKey(Predicate<Pin> accepted) {
      this.accepted = accepted;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      PublicKey key = chain[0].getPublicKey();
      if (!(key instanceof ECPublicKey curve)
          || curve.getParams().getCurve().getField().getFieldSize() != 256) {
        throw new CertificateException("not a P-256 key: " + key.getAlgorithm());
      }
      Pin pin = Pin.of(key);
      if (!accepted.test(pin)) {
        throw new UnexpectedKey(pin);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
