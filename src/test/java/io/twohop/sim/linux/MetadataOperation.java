package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Timespec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One step of the disk's journal: all of it is on the disk after a power cut, or nothing. */
final class MetadataOperation {
  private record Link(Inode dir, Name name, Inode inode) {}

  private record Attributes(
      Inode inode, int mode, int uid, int gid, Timespec mtime, Timespec ctime) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(Inode inode, byte[] bytes) {}

  private record Length(Inode inode, int sizeBytes) {}

  final long atNanos;
  private final List<Link> links = new ArrayList<>();
  private final List<Attributes> attributes = new ArrayList<>();
  private final List<Content> contents = new ArrayList<>();
  private final List<Length> lengths = new ArrayList<>();
  private Inode onlyAttributesOf;

  MetadataOperation(long atNanos) {
    this.atNanos = atNanos;
  }

  /** A name now stands for an inode, or for nothing when that is null. */
  MetadataOperation link(Inode dir, Name name, Inode inode) {
    links.add(new Link(dir, name, inode));
    return this;
  }

  MetadataOperation attributes(Inode inode) {
    onlyAttributesOf = attributes.isEmpty() && links.isEmpty() ? inode : null;
    attributes.add(
        new Attributes(inode, inode.mode, inode.uid, inode.gid, inode.mtime, inode.ctime));
    return this;
  }

  /** Content that the file system flushes before the step is committed. */
  MetadataOperation content(Inode inode) {
    contents.add(new Content(inode, inode.bytes()));
    return this;
  }

  MetadataOperation length(Inode inode, int sizeBytes) {
    lengths.add(new Length(inode, sizeBytes));
    return this;
  }

  /**
   * Whether it says nothing but the attributes of this inode, so that a later one can take its
   * place.
   */
  boolean isOnlyAttributesOf(Inode inode) {
    return onlyAttributesOf == inode && contents.isEmpty() && lengths.isEmpty();
  }

  boolean touches(Inode inode) {
    return links.stream().anyMatch(link -> link.dir == inode || link.inode == inode)
        || attributes.stream().anyMatch(attribute -> attribute.inode == inode)
        || lengths.stream().anyMatch(length -> length.inode == inode);
  }

  /** Whether fdatasync(2) of the inode needs it: everything but times, mode and owner. */
  boolean touchesData(Inode inode) {
    return links.stream().anyMatch(link -> link.inode == inode)
        || lengths.stream().anyMatch(length -> length.inode == inode);
  }

  void commit() {
    for (Attributes a : attributes) {
      Inode.Durable durable = a.inode.durable;
      durable.mode = a.mode;
      durable.uid = a.uid;
      durable.gid = a.gid;
      durable.mtime = a.mtime;
      durable.ctime = a.ctime;
    }
    for (Length length : lengths) {
      length.inode.durable.content = Arrays.copyOf(length.inode.durable.content, length.sizeBytes);
    }
    for (Content content : contents) {
      content.inode.durable.content = content.bytes;
    }
    for (Link link : links) {
      if (link.inode == null) {
        link.dir.durable.children.remove(link.name);
      } else {
        link.dir.durable.children.put(link.name, link.inode);
      }
    }
  }
}
