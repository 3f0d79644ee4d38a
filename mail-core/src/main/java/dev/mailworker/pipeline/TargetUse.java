package dev.mailworker.pipeline;

import dev.mailworker.decide.Route;

/**
 * How it stands with one server at the end of a way out at a moment.
 *
 * @param route the way
 * @param name tells the server from others at the end of the way; empty if there is only one
 * @param inUse how many mails use it now
 * @param limit how many may use it at once; fewer than are in use when it was just given less to do
 * @param resting whether it is in trouble, left alone and probed by one mail at a time
 */
public record TargetUse(Route route, String name, int inUse, int limit, boolean resting) {}
