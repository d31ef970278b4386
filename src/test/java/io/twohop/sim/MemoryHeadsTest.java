package io.twohop.sim;

import io.twohop.core.hub.Heads;
import io.twohop.index.HeadsContract;

class MemoryHeadsTest extends HeadsContract {
  @Override
  protected Store open() {
    MemoryHeads heads = new MemoryHeads();
    return new Store() {
      @Override
      public Heads heads() {
        return heads;
      }

      @Override
      public void settle() {
        heads.settle();
      }

      @Override
      public void crash() {
        heads.crash();
      }

      @Override
      public void close() {}
    };
  }
}
