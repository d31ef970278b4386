package io.twohop.daemon;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What other threads ask a thread that empties a mailbox: each question is answered, or forsaken
 * when nobody empties it any more. Any thread may call it.
 */
final class Questions {
  private final Mailbox mailbox;
  private final Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  Questions(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** Different each time. */
  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /** Has something worked out by whoever empties the mailbox. */
  <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long number = nextNumber();
    asked.put(number, answer);
    mailbox.post(() -> {
      try {
        answer.complete(question.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
        throw e;
      } finally {
        asked.remove(number);
      }
    });
    if (mailbox.isClosed()) {
      forsake();
    }
    return answer;
  }

  /** An answer that somebody else gives under this number, until then as of {@link #ask}. */
  void expect(long number, CompletableFuture<?> answer) {
    asked.put(number, answer);
    var _ = answer.whenComplete((_, _) -> asked.remove(number));
    if (mailbox.isClosed()) {
      forsake();
    }
  }

  /** Nobody answers any more. */
  void forsake() {
    IllegalStateException over = new IllegalStateException("the member has ended");
    asked.values().forEach(answer -> answer.completeExceptionally(over));
    asked.clear();
  }
}
