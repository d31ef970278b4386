package io.twohop.scan;

import io.twohop.model.Name;
import io.twohop.model.NodeId;

/** A name in a directory that is known by its node. */
record Place(NodeId parent, Name name) {}
