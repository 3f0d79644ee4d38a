package dev.mailworker.pipeline;

import dev.mailworker.port.Received.Arrival;

/** One attempt at one mail: what starts it, and what goes along with it. */
record Task(Arrival arrival, Mode mode, Lease lease, Journal journal, Stopwatch watch) {}
