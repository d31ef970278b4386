package io.twohop.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread for each task: for reading a socket, writing one, fetching a content, answering a call.
 *
 * <p>Threads of the system while there are few, virtual ones beyond that. WHY: the carriers of
 * virtual threads end half a minute after the last of them ran, each with ten system calls, and a
 * daemon at rest has ten in a minute left (docs/decisions/0002); and a message that a socket's own
 * thread reads wakes one thread, not three.
 */
final class TaskThreads {
  /** LIMIT: about 60 KiB each, once a TLS handshake has been deep in the stack. */
  static final int PLATFORM_MAX = 64;

  private TaskThreads() {}

  static ExecutorService open() {
    AtomicInteger running = new AtomicInteger();
    ThreadFactory platform = Thread.ofPlatform().name("task-", 0).daemon().factory();
    ThreadFactory virtual = Thread.ofVirtual().name("many-", 0).factory();
    return Executors.newThreadPerTaskExecutor(task -> {
      if (running.incrementAndGet() > PLATFORM_MAX) {
        running.decrementAndGet();
        return virtual.newThread(task);
      }
      return platform.newThread(() -> {
        try {
          task.run();
        } finally {
          running.decrementAndGet();
        }
      });
    });
  }
}
