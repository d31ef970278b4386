package io.twohop.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryHeads;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A new content from a member whose disk has not the mode that the hub has, and never changed it.
 */
class UnchangedFacetsTest {
  private static final NodeId FILE = new NodeId(new MemberId(7), 1);
  private static final Facets CONTENT = new Facets(true, false, false, true);

  private final MemoryHeads heads = new MemoryHeads();

  @Test
  void theHubsMode_stays_andTheAuthorIsTold() {
    heads.put(new NodeState(FILE, NodeId.ROOT, Name.of("f"), 3, file("old", 0644), 3));
    Operation wish = new Operation.Body(FILE, 3, CONTENT, file("new", 0600));

    Decision decided = Decider.decide(heads, List.of(wish));

    assertThat(decided.verdicts()).containsExactly(new Verdict.Rewritten());
    assertThat(decided.operations())
        .containsExactly(new Operation.Body(FILE, 3, CONTENT, file("new", 0644)));
  }

  @Test
  void whatIsOtherwiseEqual_isAcceptedAsItIs() {
    heads.put(new NodeState(FILE, NodeId.ROOT, Name.of("f"), 3, file("old", 0644), 3));
    Operation wish = new Operation.Body(FILE, 3, CONTENT, file("new", 0644));

    assertThat(Decider.decide(heads, List.of(wish)).verdicts())
        .containsExactly(new Verdict.Accepted());
  }

  private static Entry file(String text, int mode) {
    Bytes content = Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    Owner owner = new Owner("root", 0, "root", 0);
    return new Entry.RegularFile(
        ContentHash.ofContent(content), content.length(), mode, owner, new Timestamp(5, 0));
  }
}
