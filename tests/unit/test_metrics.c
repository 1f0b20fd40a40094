/* links: common — metrics in the Prometheus text format and the HTTP server that shows them. */
#include "common/metrics.h"

#include "common/http_server.h"
#include "tests/unit/test_common.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void families_stand_together(void **state)
{
    struct buffer out = {0};
    (void)state;
    struct metric *small = metrics_counter("test_total", "reason=\"small\"", "Tests.");
    struct metric *gauge = metrics_gauge("test_depth", NULL, "Depth.");
    struct metric *large = metrics_counter("test_total", "reason=\"large\"", "Tests.");
    assert_ptr_equal(metrics_counter("test_total", "reason=\"small\"", "Tests."), small);
    metric_add(small, 2);
    metric_add(large, 3);
    metric_set(gauge, -7);
    metrics_write(&out);
    assert_non_null(strstr(out.data, "# HELP test_total Tests.\n# TYPE test_total counter\n"
                                     "test_total{reason=\"small\"} 2\ntest_total{reason=\"large\"} 3\n"));
    assert_non_null(strstr(out.data, "# TYPE test_depth gauge\ntest_depth -7\n"));
    assert_non_null(strstr(out.data, "process_resident_memory_bytes "));
    buffer_free(&out);
}

static bool ready_now;

static bool is_ready(void *context, char *reason)
{
    (void)context;
    strcpy(reason, "no upstream yet");
    return ready_now;
}

static size_t keep(char *data, size_t size, size_t count, void *out)
{
    buffer_append(out, data, size * count);
    return size * count;
}

/* Status of a GET; the body goes to `out`. */
static long get(int port, const char *path, struct buffer *out)
{
    char url[128];
    long status = 0;
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
    buffer_clear(out);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    return status;
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(probe, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(probe, (struct sockaddr *)&address, &size), 0);
    close(probe);
    return ntohs(address.sin_port);
}

static void the_server_answers(void **state)
{
    struct buffer out = {0};
    struct error error = {0};
    char address[32];
    int port = free_port();
    (void)state;
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    struct http_server *server = http_server_start(address, is_ready, NULL, &error);
    assert_non_null(server);
    assert_int_equal(get(port, "/healthz", &out), 200);
    assert_int_equal(get(port, "/readyz", &out), 503);
    assert_string_equal(out.data, "no upstream yet\n");
    ready_now = true;
    assert_int_equal(get(port, "/readyz", &out), 200);
    assert_int_equal(get(port, "/metrics", &out), 200);
    assert_non_null(strstr(out.data, "process_cpu_seconds_total "));
    assert_int_equal(get(port, "/else", &out), 404);

    assert_null(http_server_start(address, NULL, NULL, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, address));
    http_server_stop(server);
    buffer_free(&out);
}

static void bad_addresses_are_refused(void **state)
{
    static const char *const bad[] = {"", "9101", "host", "host:", "host:port", "256.0.0.1.9:1"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        assert_null(http_server_start(bad[i], NULL, NULL, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(families_stand_together),
        cmocka_unit_test(the_server_answers),
        cmocka_unit_test(bad_addresses_are_refused),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
