/**
 * The command line: words to actions, results to text and exit codes.
 *
 * <p>{@code hub}, {@code spoke} and {@code demo} become a daemon; everything else asks a running
 * one over {@link io.twohop.control.ControlClient}. Nothing about syncing is decided here. Start at
 * {@link io.twohop.cli.Twohop#run}; a command is one {@link io.twohop.cli.Subcommand}, and {@link
 * io.twohop.cli.ExitCode} alone knows numbers.
 *
 * <p>Commands are described to picocli by hand, and only the one that runs: a description by
 * annotations, or of all of them, would cost every {@code twohop status} more than its work.
 *
 * <p>Called by the main thread.
 */
@NullMarked
package io.twohop.cli;

import org.jspecify.annotations.NullMarked;
