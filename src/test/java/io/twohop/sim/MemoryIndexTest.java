package io.twohop.sim;

import io.twohop.core.spoke.Index;
import io.twohop.index.IndexContract;

class MemoryIndexTest extends IndexContract {
  @Override
  protected Store open() {
    MemoryIndex index = new MemoryIndex();
    return new Store() {
      @Override
      public Index index() {
        return index;
      }

      @Override
      public Runnable begin() {
        return index.begin();
      }

      @Override
      public void finish() {}

      @Override
      public void crash() {
        index.crash();
      }

      @Override
      public void close() {}
    };
  }
}
