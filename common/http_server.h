/*
 * The small HTTP server of every program (libmicrohttpd, one thread): /metrics, /healthz (200 while the process works)
 * and /readyz (200 when it is connected and can take work, else 503 with the reason).
 */
#ifndef NEWSMILL_HTTP_SERVER_H
#define NEWSMILL_HTTP_SERVER_H

#include "common/error.h"

struct http_server;

/* Says whether the program is ready. If not, writes one line why into `reason` (256 bytes). Called on the server's
 * thread. */
typedef bool http_ready_function(void *context, char *reason);

/* Whether `address` is written as http_server_start needs it; ERROR_USAGE: it is not. */
bool http_server_check(const char *address, struct error *error);

/*
 * Listens on `address` ("127.0.0.1:9101", ":9101" for all addresses, "[::1]:9101"; port 0 takes a free one and logs
 * it). Port in use is ERROR_USAGE. `ready` may be NULL (always ready).
 */
struct http_server *http_server_start(const char *address, http_ready_function *ready, void *context,
                                      struct error *error);
void http_server_stop(struct http_server *server); /* NULL is allowed */

#endif
