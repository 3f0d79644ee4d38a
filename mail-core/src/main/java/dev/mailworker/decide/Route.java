package dev.mailworker.decide;

/** The ways out of the worker, one {@code Transport} each. */
public enum Route {
    /** To the site's own mailboxes. */
    LOCAL,
    /** To addresses of managed domains, past the site's transport maps: what stays inside never leaves and comes back. */
    INTERNAL,
    /** To the rest of the world. */
    OUTSIDE
}
