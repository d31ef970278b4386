package io.twohop.daemon;

import io.twohop.apply.Applier;
import io.twohop.apply.Raced;
import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Edits that raced a swap and lie in the stage until the hub has answered for them. */
final class RacedEdits {
  private static final Verdict WITHDRAWN = new Verdict.Lost(Verdict.Reason.WITHDRAWN);

  private final Site site;
  private final Applier applier;
  private final Map<Long, Raced> byNumber = new TreeMap<>();

  RacedEdits(Site site, Applier applier) {
    this.site = site;
    this.applier = applier;
  }

  void proposed(long number, Raced edit) {
    byNumber.put(number, edit);
  }

  /**
   * An answer is durable at the hub: the content is in the journal, the store or the keep. What the
   * hub could not be given, as somebody has written to it, is proposed as it is now.
   */
  void answered(Message.Answer answer, long nowNanos) {
    Raced edit = byNumber.remove(answer.number());
    if (edit != null && answer.verdicts().contains(WITHDRAWN)) {
      applier.examineAgain(edit, nowNanos);
    } else if (edit != null) {
      applier.release(edit.stageName());
    }
  }

  @Nullable FileAt find(ContentHash content) {
    Syscalls syscalls = site.tree().syscalls();
    Fd stage = site.stage().fd();
    return byNumber.values().stream()
        .filter(edit -> edit.hash().equals(content))
        .findFirst()
        .map(edit ->
            new FileAt.InStage(
                syscalls,
                stage,
                Bytes.owning(edit.stageName().getBytes(StandardCharsets.ISO_8859_1))))
        .orElse(null);
  }
}
