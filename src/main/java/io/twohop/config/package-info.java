/**
 * What the administrator asked for: flags and one YAML file become a record, or a list of every
 * mistake in them.
 *
 * <p>Flags win over the file, key by key. Nothing is looked up on disk but the file itself: whether
 * the directory exists and the port is free is found out by who uses them. Start at {@link
 * io.twohop.config.HubConfig#from} and {@link io.twohop.config.SpokeConfig#from}. Called by the
 * main thread before anything else runs.
 */
@NullMarked
package io.twohop.config;

import org.jspecify.annotations.NullMarked;
