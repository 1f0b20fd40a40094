#include "common/metrics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct metric {
    struct metric *next;
    const char *name, *help;
    char *labels; /* NULL: none */
    bool counter;
    _Atomic int64_t value;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct metric *first, **end = &first;
static time_t started;

__attribute__((constructor)) static void remember_start(void)
{
    started = time(NULL);
}

static bool same_labels(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static struct metric *find_or_make(const char *name, const char *labels, const char *help, bool counter)
{
    struct metric *metric;
    pthread_mutex_lock(&lock);
    for (metric = first; metric; metric = metric->next)
        if (strcmp(metric->name, name) == 0 && same_labels(metric->labels, labels))
            break;
    if (!metric) {
        metric = xcalloc(1, sizeof *metric);
        metric->name = name;
        metric->labels = labels ? xstrdup(labels) : NULL;
        metric->help = help;
        metric->counter = counter;
        *end = metric;
        end = &metric->next;
    }
    pthread_mutex_unlock(&lock);
    return metric;
}

struct metric *metrics_counter(const char *name, const char *labels, const char *help)
{
    return find_or_make(name, labels, help, true);
}

struct metric *metrics_gauge(const char *name, const char *labels, const char *help)
{
    return find_or_make(name, labels, help, false);
}

void metric_add(struct metric *metric, int64_t amount)
{
    atomic_fetch_add_explicit(&metric->value, amount, memory_order_relaxed);
}

void metric_set(struct metric *metric, int64_t value)
{
    atomic_store_explicit(&metric->value, value, memory_order_relaxed);
}

int64_t metric_value(const struct metric *metric)
{
    return atomic_load_explicit(&metric->value, memory_order_relaxed);
}

/* All metrics of one name must stand together (Prometheus text format), so each name is written at its first metric. */
static bool is_first_of_name(const struct metric *metric)
{
    for (const struct metric *other = first; other != metric; other = other->next)
        if (strcmp(other->name, metric->name) == 0)
            return false;
    return true;
}

static void write_family(struct buffer *buffer, const struct metric *family)
{
    buffer_printf(buffer, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help, family->name,
                  family->counter ? "counter" : "gauge");
    for (const struct metric *metric = family; metric; metric = metric->next) {
        if (strcmp(metric->name, family->name) != 0)
            continue;
        if (metric->labels)
            buffer_printf(buffer, "%s{%s} %lld\n", metric->name, metric->labels, (long long)metric_value(metric));
        else
            buffer_printf(buffer, "%s %lld\n", metric->name, (long long)metric_value(metric));
    }
}

static long long resident_bytes(void)
{
    long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%*s %lld", &pages) != 1)
        pages = 0;
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

static void write_process(struct buffer *buffer)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    buffer_printf(buffer,
                  "# HELP process_cpu_seconds_total CPU time of the process, user and system.\n"
                  "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %.6f\n",
                  cpu);
    buffer_printf(buffer,
                  "# HELP process_resident_memory_bytes Memory that the process holds.\n"
                  "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %lld\n",
                  resident_bytes());
    buffer_printf(buffer,
                  "# HELP process_peak_memory_bytes The most memory that the process has held.\n"
                  "# TYPE process_peak_memory_bytes gauge\nprocess_peak_memory_bytes %lld\n",
                  (long long)usage.ru_maxrss * 1024);
    buffer_printf(buffer,
                  "# HELP process_start_time_seconds When the process started, in Unix time.\n"
                  "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %lld\n",
                  (long long)started);
}

void metrics_write(struct buffer *buffer)
{
    pthread_mutex_lock(&lock);
    for (const struct metric *metric = first; metric; metric = metric->next)
        if (is_first_of_name(metric))
            write_family(buffer, metric);
    pthread_mutex_unlock(&lock);
    write_process(buffer);
}
