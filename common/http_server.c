#include "common/http_server.h"

#include "common/buffer.h"
#include "common/log.h"
#include "common/metrics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* So that clients that begin a request and do not end it take no place from others for long. */
#define CONNECTIONS         64u
#define CONNECTIONS_OF_PEER 16u
#define TIMEOUT_SECONDS     3u

struct http_server {
    struct MHD_Daemon *daemon;
    http_ready_function *ready;
    void *context;
};

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status, struct buffer *body, const char *type)
{
    size_t size = body->size;
    struct MHD_Response *response = MHD_create_response_from_buffer(size, buffer_steal(body), MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **request)
{
    struct http_server *server = context;
    struct buffer body = {0};
    static const char plain[] = "text/plain; charset=utf-8";
    (void)version;
    (void)upload;
    *upload_size = 0;
    if (!*request) { /* the first call has only the headers */
        *request = server;
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        buffer_append_text(&body, "only GET and HEAD\n");
        return reply(connection, MHD_HTTP_METHOD_NOT_ALLOWED, &body, plain);
    }
    if (strcmp(url, "/metrics") == 0) {
        metrics_write(&body);
        return reply(connection, MHD_HTTP_OK, &body, "text/plain; version=0.0.4; charset=utf-8");
    }
    if (strcmp(url, "/healthz") == 0) {
        buffer_append_text(&body, "ok\n");
        return reply(connection, MHD_HTTP_OK, &body, plain);
    }
    if (strcmp(url, "/readyz") == 0) {
        char reason[256] = "starting";
        bool ready = !server->ready || server->ready(server->context, reason);
        buffer_printf(&body, "%s\n", ready ? "ready" : reason);
        return reply(connection, ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, &body, plain);
    }
    buffer_append_text(&body, "not here; there are /metrics, /healthz and /readyz\n");
    return reply(connection, MHD_HTTP_NOT_FOUND, &body, plain);
}

/* Splits "host:port", ":port" or "[host]:port"; the host is from malloc and empty for all addresses. */
static bool split_address(const char *address, char **host, const char **port, struct error *error)
{
    const char *colon = strrchr(address, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    bool number = digits > 0 && digits < 6 && !colon[1 + digits];
    if (!number || strtol(colon + 1, NULL, 10) > 65535)
        return error_set(error, ERROR_USAGE,
                         "'%s' is no address; allowed are HOST:PORT, :PORT and [HOST]:PORT, the port from 1 to 65535 "
                         "(0: any that is free)",
                         address);
    *port = colon + 1;
    if (address[0] == '[' && colon > address && colon[-1] == ']')
        *host = xstrndup(address + 1, (size_t)(colon - address) - 2);
    else
        *host = xstrndup(address, (size_t)(colon - address));
    return true;
}

bool http_server_check(const char *address, struct error *error)
{
    char *host = NULL;
    const char *port;
    bool good = split_address(address, &host, &port, error);
    free(host);
    return good;
}

/* A listening socket for the address, -1 on failure. */
static int listen_on(const char *address, struct error *error)
{
    char *host = NULL;
    const char *port = NULL;
    struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found = NULL;
    int descriptor = -1, one = 1;
    if (!split_address(address, &host, &port, error)) {
        error_prefix(error, "--metrics");
        return -1;
    }
    int failed = getaddrinfo(*host ? host : NULL, port, &hints, &found);
    if (failed) {
        error_set(error, ERROR_USAGE, "--metrics %s: %s", address, gai_strerror(failed));
        goto out;
    }
    descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (descriptor < 0 || bind(descriptor, found->ai_addr, found->ai_addrlen) != 0 || listen(descriptor, 64) != 0) {
        error_set(error, ERROR_USAGE, "--metrics %s: %s; name another port", address, strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        descriptor = -1;
    }
out:
    if (found)
        freeaddrinfo(found);
    free(host);
    return descriptor;
}

static void log_address(int descriptor)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char host[128], port[16];
    if (getsockname(descriptor, (struct sockaddr *)&address, &size) == 0 &&
        getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        log_info("metrics at http://%s%s%s:%s/metrics", strchr(host, ':') ? "[" : "", host,
                 strchr(host, ':') ? "]" : "", port);
}

struct http_server *http_server_start(const char *address, http_ready_function *ready, void *context,
                                      struct error *error)
{
    int descriptor = listen_on(address, error);
    if (descriptor < 0)
        return NULL;
    struct http_server *server = xcalloc(1, sizeof *server);
    server->ready = ready;
    server->context = context;
    server->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, answer, server,
                         MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
                         MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_OF_PEER, MHD_OPTION_CONNECTION_TIMEOUT,
                         TIMEOUT_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32 * 1024, MHD_OPTION_END);
    if (!server->daemon) {
        error_set(error, ERROR_FATAL, "--metrics %s: cannot start the HTTP server", address);
        close(descriptor);
        free(server);
        return NULL;
    }
    log_address(descriptor);
    return server;
}

void http_server_stop(struct http_server *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    free(server);
}
