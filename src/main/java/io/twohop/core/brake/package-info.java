/**
 * Which removals and changes wait for a person's word. Only the rules: {@link
 * io.twohop.core.brake.Brake} decides over numbers, {@link io.twohop.core.brake.HeldPlan} names
 * what it held. What to count, and what to do with a held plan, is the daemon's.
 *
 * <p>No clock, no disk. Any thread.
 */
@NullMarked
package io.twohop.core.brake;

import org.jspecify.annotations.NullMarked;
