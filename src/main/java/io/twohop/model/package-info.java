/**
 * The words that every room shares: names, nodes, members, entries, change sets.
 *
 * <p>Values only: nothing here knows a clock, a file or a socket, and everything compares by value.
 * Names are bytes and stay bytes; text is made of them for people only ({@link
 * io.twohop.model.Name#forPeople}). Start at {@link io.twohop.model.Operation}.
 */
@NullMarked
package io.twohop.model;

import org.jspecify.annotations.NullMarked;
