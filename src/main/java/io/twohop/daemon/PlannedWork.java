package io.twohop.daemon;

import io.twohop.apply.Applier;
import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.Input;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the machine planned and is still to be carried out. Belongs to the site thread.
 *
 * <p>WHY not at once with the effect: plans of many changes share one flush.
 */
final class PlannedWork {
  /** LIMIT: plans carried out together. */
  private static final int TOGETHER = 256;

  private final Applier applier;
  private final Inlet inlet;
  private final Troublesome troubles;
  private final Shortcomings shortcomings;
  private final HubLine line;
  private final LongSupplier nowNanos;
  private final Consumer<List<Input>> feed;

  private final ArrayDeque<Effect.Apply> plans = new ArrayDeque<>();

  PlannedWork(
      Applier applier,
      Inlet inlet,
      Troublesome troubles,
      Shortcomings shortcomings,
      HubLine line,
      LongSupplier nowNanos,
      Consumer<List<Input>> feed) {
    this.applier = applier;
    this.inlet = inlet;
    this.troubles = troubles;
    this.shortcomings = shortcomings;
    this.line = line;
    this.nowNanos = nowNanos;
    this.feed = feed;
  }

  boolean isEmpty() {
    return plans.isEmpty();
  }

  void add(Effect.Apply plan) {
    plans.add(plan);
  }

  /**
   * Carries out what was planned, many plans together, and reports it. New plans that reports bring
   * have their turn later: what is in the way has to be looked at first.
   */
  void carryOut() {
    int left = plans.size();
    while (left > 0) {
      List<Plan> batch = new ArrayList<>();
      Map<ContentHash, Bytes> contents = new HashMap<>();
      while (left > 0 && batch.size() < TOGETHER) {
        Effect.Apply planned = plans.remove();
        batch.add(planned.plan());
        contents.putAll(planned.contents());
        left--;
      }
      report(applier.apply(batch, contents::get, nowNanos.getAsLong()));
    }
  }

  private void report(List<Report> reports) {
    inlet.feedMachine();
    for (Report report : reports) {
      line.conditionMayDiffer(troubles.applied(report));
      shortcomings.applied(report);
    }
    feed.accept(reports.stream().<Input>map(Input.Applied::new).toList());
    inlet.moved();
  }
}
