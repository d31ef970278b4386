/**
 * The way in: {@link io.twohop.Main} hands the arguments to the command line and its result to the
 * operating system.
 *
 * <p>Nothing is decided here. Read on in {@code docs/map.md}. Called once, by the JVM's main
 * thread.
 */
@NullMarked
package io.twohop;

import org.jspecify.annotations.NullMarked;
