package io.twohop.apply;

/**
 * The stage is not where one rename could lead from it into the tree. The message is for the person
 * who chose it.
 */
@SuppressWarnings("serial") // never serialised
public final class StageElsewhere extends RuntimeException {
  StageElsewhere(String stage) {
    super(
        "the stage "
            + stage
            + " is not on the file system and mount of the tree; choose a directory beside the"
            + " tree with --stage");
  }
}
