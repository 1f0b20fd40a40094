/*
 * Counters and gauges, shown at /metrics in the Prometheus text format (version 0.0.4) together with the process's own
 * memory, CPU seconds and start time. Metrics live as long as the process; updates are lock-free.
 */
#ifndef NEWSMILL_METRICS_H
#define NEWSMILL_METRICS_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stdint.h>

struct metric;

/*
 * Finds or makes the metric. Names follow Prometheus' conventions (newsmill_sink_articles_stored_total); `labels` is
 * NULL or the inside of the braces (`reason="too_large"`), of a bounded set. All strings are kept by reference
 * except `labels`, which is copied.
 */
struct metric *metrics_counter(const char *name, const char *labels, const char *help);
struct metric *metrics_gauge(const char *name, const char *labels, const char *help);

void metric_add(struct metric *metric, int64_t amount);
void metric_set(struct metric *metric, int64_t value);
int64_t metric_value(const struct metric *metric);

/* Appends the exposition text of all metrics. */
void metrics_write(struct buffer *buffer);

#endif
