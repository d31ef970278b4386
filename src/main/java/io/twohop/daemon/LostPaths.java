package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Where proposals of this session lost, by their numbers: a barrier names the numbers, people want
 * the paths. Belongs to the site thread.
 */
final class LostPaths {
  /** LIMIT: proposals that lost since the last barrier; of older ones only the number is told. */
  private static final int REMEMBERED = 1_000;

  /** LIMIT: paths told of one barrier. */
  private static final int TOLD = 20;

  private final SpokeMachine machine;
  private final TreeMap<Long, List<Operation>> unanswered = new TreeMap<>();
  private final TreeMap<Long, List<String>> lost = new TreeMap<>();

  LostPaths(SpokeMachine machine) {
    this.machine = machine;
  }

  /** A session begins: what has no answer yet is proposed again in it. */
  void connected() {
    unanswered.clear();
    lost.clear();
  }

  void sent(Message message) {
    if (message instanceof Message.Propose proposal) {
      unanswered.put(proposal.number(), proposal.operations());
    }
  }

  /** An answer has come, and the machine has not taken it yet: it would forget the names. */
  void answered(Message.Answer answer) {
    List<Operation> operations = unanswered.remove(answer.number());
    if (operations == null) {
      return;
    }
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < Math.min(operations.size(), answer.verdicts().size()); i++) {
      if (answer.verdicts().get(i) instanceof Verdict.Lost && paths.size() < TOLD) {
        paths.add(path(operations.get(i)));
      }
    }
    if (!paths.isEmpty()) {
      lost.put(answer.number(), paths);
      if (lost.size() > REMEMBERED) {
        lost.pollFirstEntry();
      }
    }
  }

  private String path(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> Paths.text(machine, create.parent(), create.name());
      case Operation.Move move -> Paths.text(machine, move.parent(), move.name());
      case Operation.InstallTree tree -> path(tree.nodes().getFirst());
      case Operation.Body _, Operation.Remove _, Operation.RemoveTree _ -> {
        SpokeMachine.Seen seen = machine.seen(operation.node());
        yield seen == null ? "?" : Paths.text(machine, seen.parent(), seen.name());
      }
    };
  }

  /** Some of the paths of these proposals, each once; they are told once. */
  List<String> take(List<Long> numbers) {
    return numbers.stream()
        .map(lost::remove)
        .filter(paths -> paths != null)
        .flatMap(List::stream)
        .distinct()
        .limit(TOLD)
        .toList();
  }
}
