package io.twohop.index;

/** How the run before this one ended, as far as the index shows. */
public enum LastRun {
  /** There was none. */
  NONE,
  /** By its own will: what was settled and what was visible are the same. */
  CLEAN,
  /** Killed, but the kernel went on: what was written to files is there, flushed or not. */
  KILLED,
  /** The machine stopped meanwhile: what was not flushed may be gone, or there in part. */
  MACHINE_STOPPED
}
