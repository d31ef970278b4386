package io.twohop.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Many seeds at once: they have nothing in common, so that each core runs its own. */
public final class Seeds {
  private Seeds() {}

  /** What comes of each seed, in the order of the seeds. */
  public static <T> List<T> run(long first, long last, LongFunction<T> simulation)
      throws InterruptedException {
    ConcurrentSkipListMap<Long, T> outcomes = new ConcurrentSkipListMap<>();
    AtomicLong next = new AtomicLong(first);
    Runnable worker =
        () -> {
          for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
            outcomes.put(seed, simulation.apply(seed));
          }
        };
    List<Thread> workers = new ArrayList<>();
    for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
      workers.add(Thread.ofPlatform().start(worker));
    }
    for (Thread thread : workers) {
      thread.join();
    }
    if (outcomes.size() != last - first + 1) {
      throw new IllegalStateException("a worker ended before its seeds did");
    }
    return List.copyOf(outcomes.values());
  }
}
