/**
 * Changes the tree: makes, replaces, moves and removes what a {@link io.twohop.model.Plan} says, so
 * that a reader sees a whole old file or a whole new one, and nothing that somebody wrote meanwhile
 * is lost.
 *
 * <p>Everything is finished out of sight in the {@linkplain io.twohop.apply.Stage stage} and put in
 * place by one rename. What a rename displaced stays in the stage until it is certain that it holds
 * only what is safe elsewhere ({@link io.twohop.apply.Displaced}); anything else comes back as
 * {@link io.twohop.apply.Raced}. After an unclean stop {@link io.twohop.apply.Recovery} does the
 * same with what is left over.
 *
 * <p>This room decides nothing about versions and never looks for changes: it says {@link
 * io.twohop.model.Obstacle.Disturbed} where the disk is not as the plan expects.
 *
 * <p>Start at {@link io.twohop.apply.Applier}. The site's one thread calls it; {@link
 * io.twohop.apply.StagedContent} belongs to one worker, {@link io.twohop.apply.Applier#settle} may
 * be called by any.
 */
@NullMarked
package io.twohop.apply;

import org.jspecify.annotations.NullMarked;
