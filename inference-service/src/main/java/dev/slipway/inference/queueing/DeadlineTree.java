package dev.slipway.inference.queueing;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's works in the order of their deadlines, equal ones in the order in which they came. It
 * tells the cost of all that is due until a moment, which no sorted set of the JDK does: each node
 * knows the sum below it.
 *
 * <p>A treap (Seidel and Aragon, "Randomized Search Trees", Algorithmica 1996): a search tree by
 * deadline and at the same time a heap by a number that is as good as random, so that its depth is
 * logarithmic whatever comes in which order. The numbers are the mixed arrival numbers, hence the
 * same in each run.
 */
final class DeadlineTree<W> {
    private @Nullable Place<W> root;

    boolean isEmpty() {
        return root == null;
    }

    /** Cost of all, in counted nanoseconds. */
    long costNanos() {
        return below(root);
    }

    void add(Place<W> place) {
        long cost = place.claim().countedNanos();
        place.treeNanos = cost;
        Place<W> above = null;
        Place<W> at = root;
        while (at != null) {
            at.treeNanos += cost;
            above = at;
            at = place.isBefore(at) ? at.left : at.right;
        }
        place.parent = above;
        if (above == null) {
            root = place;
        } else if (place.isBefore(above)) {
            above.left = place;
        } else {
            above.right = place;
        }
        while (above != null && height(above) < height(place)) {
            rotateUp(place, above);
            above = place.parent;
        }
    }

    /** Takes out a place that is in this tree: it sinks to the bottom and is cut off. */
    void remove(Place<W> place) {
        Place<W> child = higher(place.left, place.right);
        while (child != null) {
            rotateUp(child, place);
            child = higher(place.left, place.right);
        }
        Place<W> above = place.parent;
        replace(place, null, above);
        place.parent = null;
        for (Place<W> at = above; at != null; at = at.parent) {
            at.treeNanos -= place.treeNanos;
        }
    }

    /** The earliest deadline's. */
    Place<W> first() {
        if (root == null) {
            throw new NoSuchElementException("no work waits here");
        }
        return leftmost(root);
    }

    /** The place after this one, or null. */
    static <W> @Nullable Place<W> after(Place<W> place) {
        if (place.right != null) {
            return leftmost(place.right);
        }
        Place<W> at = place;
        Place<W> above = at.parent;
        while (above != null && above.right == at) {
            at = above;
            above = at.parent;
        }
        return above;
    }

    /** Cost of all whose deadline is this one or earlier, in counted nanoseconds. */
    long costUntil(long due) {
        long cost = 0;
        Place<W> at = root;
        while (at != null) {
            if (at.due <= due) {
                cost += at.treeNanos - below(at.right);
                at = at.right;
            } else {
                at = at.left;
            }
        }
        return cost;
    }

    /** Puts a child where its parent is, and the parent below it; the order stays. */
    private void rotateUp(Place<W> child, Place<W> parent) {
        Place<W> moved;
        if (parent.left == child) {
            moved = child.right;
            parent.left = moved;
            child.right = parent;
        } else {
            moved = child.left;
            parent.right = moved;
            child.left = parent;
        }
        if (moved != null) {
            moved.parent = parent;
        }
        Place<W> above = parent.parent;
        replace(parent, child, above);
        child.parent = above;
        parent.parent = child;
        long all = parent.treeNanos;
        parent.treeNanos += below(moved) - child.treeNanos;
        child.treeNanos = all;
    }

    private void replace(Place<W> old, @Nullable Place<W> now, @Nullable Place<W> above) {
        if (above == null) {
            root = now;
        } else if (above.left == old) {
            above.left = now;
        } else {
            above.right = now;
        }
    }

    private static <W> Place<W> leftmost(Place<W> top) {
        Place<W> at = top;
        while (at.left != null) {
            at = at.left;
        }
        return at;
    }

    private static <W> @Nullable Place<W> higher(@Nullable Place<W> one, @Nullable Place<W> other) {
        if (one == null) {
            return other;
        }
        return other == null || height(one) > height(other) ? one : other;
    }

    private static long below(@Nullable Place<?> place) {
        return place == null ? 0 : place.treeNanos;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): one to one, hence without ties. */
    private static long height(Place<?> place) {
        long mixed = (place.sequence + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
