package io.twohop.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bad network between a spoke and its hub: a TCP relay on loopback that can cut, delay, freeze,
 * half-close, refuse, and cut off after a number of bytes.
 */
public final class ChaosProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int targetPort;
  private final Executor threads;
  private final List<Relay> relays = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition thawed = lock.newCondition();
  private boolean frozen;
  private volatile long delayMillis;
  private volatile boolean refusing;
  private volatile long cutAfterBytes = Long.MAX_VALUE;

  /** Relays to a port on loopback; each task gets a thread of its own. */
  public ChaosProxy(int targetPort, Executor threads) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.targetPort = targetPort;
    this.threads = threads;
    threads.execute(this::acceptLoop);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Connections that were relayed so far. */
  public int connections() {
    return relays.size();
  }

  /** Resets all connections. */
  public void cut() {
    relays.forEach(Relay::cut);
  }

  /** Ends what flows towards the hub, and leaves the other direction open. */
  public void halfClose() {
    relays.forEach(Relay::halfClose);
  }

  /** Nothing passes any more, in neither direction, until {@link #thaw}. */
  public void freeze() {
    lock.lock();
    try {
      frozen = true;
    } finally {
      lock.unlock();
    }
  }

  public void thaw() {
    lock.lock();
    try {
      frozen = false;
      thawed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Holds each piece back by this long. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Accepts new connections and resets them at once. */
  public void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** Later connections are cut when this many bytes have passed one way. */
  public void cutAfter(long bytes) {
    cutAfterBytes = bytes;
  }

  private void acceptLoop() {
    while (!server.isClosed()) {
      try {
        relay(server.accept());
      } catch (IOException e) {
        // The proxy was closed; the loop ends.
      }
    }
  }

  private void relay(Socket near) {
    if (refusing) {
      reset(near);
      return;
    }
    try {
      Relay relay = new Relay(near, new Socket(InetAddress.getLoopbackAddress(), targetPort));
      relays.add(relay);
      threads.execute(() -> relay.carry(relay.near, relay.far, cutAfterBytes));
      threads.execute(() -> relay.carry(relay.far, relay.near, cutAfterBytes));
    } catch (IOException e) {
      // The hub is away, and so is whoever stands in for it.
      reset(near);
    }
  }

  private void awaitThaw() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (frozen) {
        thawed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone, which was the wish.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    thaw();
    cut();
  }

  private final class Relay {
    final Socket near;
    final Socket far;

    Relay(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void carry(Socket from, Socket to, long cutAfter) {
      byte[] buffer = new byte[16 * 1024];
      long passed = 0;
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          awaitThaw();
          if (delayMillis > 0) {
            Thread.sleep(delayMillis);
          }
          int allowed = (int) Math.min(count, cutAfter - passed);
          out.write(buffer, 0, allowed);
          passed += allowed;
          if (allowed < count) {
            break;
          }
        }
      } catch (IOException e) {
        // One side is gone; the other is told below.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      cut();
    }

    void cut() {
      reset(near);
      reset(far);
    }

    void halfClose() {
      try {
        far.shutdownOutput();
      } catch (IOException e) {
        // Closed already.
      }
    }
  }
}
