#include "common/link_zmq_socket.h"

#include "common/buffer.h"
#include "common/link_zmq_frames.h"
#include "common/log.h"
#include "common/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#define TCP "tcp://"
#define IPC "ipc://"

/* ---- keys ---- */

static bool read_key(const char *option, const char *path, char *key, struct error *error)
{
    char line[64];
    key[0] = '\0';
    if (!path)
        return true;
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(error, ERROR_USAGE, "%s: key file '%s': %s", option, path, strerror(errno));
    bool read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    uint8_t binary[32];
    if (read)
        line[strcspn(line, " \t\r\n")] = '\0';
    if (!read || strlen(line) != LINK_ZMQ_KEY_SIZE - 1 || !zmq_z85_decode(binary, line))
        return error_set(error, ERROR_USAGE,
                         "%s: key file '%s': its first line must be a CURVE key of 40 Z85 characters", option, path);
    memcpy(key, line, LINK_ZMQ_KEY_SIZE);
    return true;
}

bool link_zmq_read_keys(const struct link_settings *settings, struct link_zmq_keys *keys, struct error *error)
{
    if (!read_key("--curve-secret-key", settings->curve_secret_key, keys->own_secret, error) ||
        !read_key("--curve-public-key", settings->curve_public_key, keys->own_public, error) ||
        !read_key("--curve-server-key", settings->curve_server_key, keys->server, error))
        return false;
    if (keys->own_secret[0] && !keys->own_public[0] && zmq_curve_public(keys->own_public, keys->own_secret) != 0)
        return error_set(error, ERROR_USAGE, "--curve-secret-key: key file '%s': not a CURVE secret key",
                         settings->curve_secret_key);
    if (keys->server[0] && !keys->own_secret[0] && zmq_curve_keypair(keys->own_public, keys->own_secret) != 0)
        return error_set(error, ERROR_USAGE, "CURVE is configured, but this libzmq was built without it");
    return true;
}

/* ---- endpoints ---- */

bool link_zmq_check_endpoint(const char *endpoint, bool binds, struct error *error)
{
    if (text_starts_with(endpoint, IPC)) {
        size_t length = strlen(endpoint + strlen(IPC));
        if (length == 0 || length >= sizeof((struct sockaddr_un *)0)->sun_path)
            return error_set(error, ERROR_USAGE, "link '%s': a path of 1 to %zu bytes must follow ipc://", endpoint,
                             sizeof((struct sockaddr_un *)0)->sun_path - 1);
        return true;
    }
    const char *host = text_starts_with(endpoint, TCP) ? endpoint + strlen(TCP) : NULL;
    const char *colon = host ? strrchr(host, ':') : NULL;
    char *end = NULL;
    if (!colon)
        return error_set(error, ERROR_USAGE, "link '%s': allowed are tcp://HOST:PORT and ipc://PATH", endpoint);
    long port = strtol(colon + 1, &end, 10);
    if (end == colon + 1 || *end || colon[1] < '0' || colon[1] > '9' || port < 1 || port > 65535)
        return error_set(error, ERROR_USAGE, "link '%s': the port must be a number from 1 to 65535", endpoint);
    if (!binds && (colon == host || strncmp(host, "*:", 2) == 0))
        return error_set(error, ERROR_USAGE, "link '%s': name the host to connect to, as in tcp://localhost:%ld",
                         endpoint, port);
    if (binds && strstr(endpoint, "," TCP))
        return error_set(error, ERROR_USAGE, "link '%s': it takes one address; only --in takes several", endpoint);
    if (colon - host > 253 || (memchr(host, ':', (size_t)(colon - host)) && *host != '['))
        return error_set(error, ERROR_USAGE, "link '%s': write an IPv6 address in brackets, tcp://[::1]:5555",
                         endpoint);
    return true;
}

bool link_zmq_check_endpoints(const char *endpoints, bool binds, struct error *error)
{
    if (binds)
        return link_zmq_check_endpoint(endpoints, true, error);
    for (const char *at = endpoints;; at++) {
        size_t size = strcspn(at, ",");
        char *one = xstrndup(at, size);
        bool good = link_zmq_check_endpoint(one, false, error);
        free(one);
        at += size;
        if (!good || !*at)
            return good;
    }
}

/* The host of a checked tcp endpoint without brackets. */
static void host_of(const char *endpoint, char *host, size_t room)
{
    const char *start = endpoint + strlen(TCP), *end = strrchr(start, ':');
    if (*start == '[' && end > start && end[-1] == ']') {
        start++;
        end--;
    }
    snprintf(host, room, "%.*s", (int)(end - start), start);
}

static bool is_numeric(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

bool link_zmq_needs_lookup(const char *endpoint)
{
    char host[256];
    if (!text_starts_with(endpoint, TCP))
        return false;
    host_of(endpoint, host, sizeof host);
    return !is_numeric(host);
}

static size_t lookup_family(const char *host, const char *port, int family, char (*addresses)[LINK_ZMQ_ADDRESS_SIZE],
                            size_t most, int *result)
{
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM}, *found = NULL;
    size_t count = 0;
    *result = getaddrinfo(host, NULL, &hints, &found);
    if (*result != 0)
        return 0;
    for (struct addrinfo *one = found; one && count < most; one = one->ai_next) {
        char text[64];
        if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
            continue;
        snprintf(addresses[count++], LINK_ZMQ_ADDRESS_SIZE, family == AF_INET6 ? TCP "[%s]:%s" : TCP "%s:%s", text,
                 port);
    }
    freeaddrinfo(found);
    return count;
}

size_t link_zmq_lookup(const char *endpoint, char (*addresses)[LINK_ZMQ_ADDRESS_SIZE], size_t most, struct error *error)
{
    char host[256];
    int result;
    if (!link_zmq_needs_lookup(endpoint)) {
        snprintf(addresses[0], LINK_ZMQ_ADDRESS_SIZE, "%s", endpoint);
        return 1;
    }
    host_of(endpoint, host, sizeof host);
    const char *port = strrchr(endpoint, ':') + 1;
    size_t count = lookup_family(host, port, AF_INET, addresses, most, &result);
    if (count == 0)
        count = lookup_family(host, port, AF_INET6, addresses, most, &result);
    if (count == 0)
        error_set(error, ERROR_TEMPORARY, "cannot find the host '%s': %s", host,
                  result == 0 ? "it has no address" : gai_strerror(result));
    return count;
}

/* ---- sockets ---- */

static void set_int(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

/* A socket file may be left behind by a process that was killed; one that answers is in use. */
static bool answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    bool connected = connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
    close(descriptor);
    return connected;
}

/* The address to bind for an endpoint: loopback if it names no host, the first address of a host name. */
static bool bind_address(const char *endpoint, char *address, struct error *error)
{
    char host[256];
    if (text_starts_with(endpoint, IPC)) {
        if (answers(endpoint + strlen(IPC)))
            return error_set(error, ERROR_USAGE, "cannot listen on %s: another process does; stop it or choose another",
                             endpoint);
        snprintf(address, LINK_ZMQ_ADDRESS_SIZE, "%s", endpoint);
        return true;
    }
    host_of(endpoint, host, sizeof host);
    if (!*host)
        snprintf(address, LINK_ZMQ_ADDRESS_SIZE, TCP "127.0.0.1%s", strrchr(endpoint, ':'));
    else if (strcmp(host, "*") == 0)
        snprintf(address, LINK_ZMQ_ADDRESS_SIZE, "%s", endpoint);
    else if (link_zmq_lookup(endpoint, (char(*)[LINK_ZMQ_ADDRESS_SIZE])address, 1, error) == 0)
        return error_prefix(error, "cannot listen on %s", endpoint);
    return true;
}

static void *fail(void *socket, struct error *error, const char *what, const char *address)
{
    error_set(error, ERROR_USAGE, "cannot %s %s: %s%s", what, address, zmq_strerror(errno),
              errno == EADDRINUSE ? "; stop the other process or choose another port" : "");
    if (socket) {
        set_int(socket, ZMQ_LINGER, 0);
        zmq_close(socket);
    }
    return NULL;
}

static void *new_socket(void *context, int type, size_t frame_limit, struct error *error)
{
    int64_t limit = (int64_t)frame_limit;
    void *socket = zmq_socket(context, type);
    if (!socket)
        return fail(NULL, error, "make a socket in", "this process");
    set_int(socket, ZMQ_LINGER, LINK_ZMQ_LINGER_MS);
    set_int(socket, ZMQ_IPV6, 1);
    set_int(socket, ZMQ_TCP_KEEPALIVE, 1);
    set_int(socket, ZMQ_TCP_KEEPALIVE_IDLE, 60);
    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &limit, sizeof limit);
    return socket;
}

void *link_zmq_bind(void *context, const char *endpoint, const struct link_settings *settings, struct error *error)
{
    struct link_zmq_keys keys;
    char address[LINK_ZMQ_ADDRESS_SIZE];
    if (!link_zmq_check_endpoint(endpoint, true, error) || !link_zmq_read_keys(settings, &keys, error) ||
        !bind_address(endpoint, address, error))
        return NULL;
    void *socket = new_socket(context, ZMQ_ROUTER, FRAME_LIMIT, error);
    if (!socket)
        return NULL;
    /* Credits keep far below the high-water mark; it is there for peers that only provoke answers. */
    int high_water = settings->window_messages < 1000000 ? (int)settings->window_messages * 2 + 1000 : 2000000;
    set_int(socket, ZMQ_SNDHWM, high_water);
    set_int(socket, ZMQ_ROUTER_MANDATORY, 1);
    if (settings->curve_secret_key) { /* not a pair that was made up for connecting: nobody could know it */
        set_int(socket, ZMQ_CURVE_SERVER, 1);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys.own_secret, LINK_ZMQ_KEY_SIZE);
    } else if (keys.server[0] || keys.own_public[0]) {
        log_warning("%s is not encrypted: that needs --curve-secret-key", endpoint);
    }
    if (zmq_bind(socket, address) != 0)
        return fail(socket, error, "listen on", address);
    return socket;
}

void *link_zmq_connect(void *context, const char *address, const uint8_t *id, size_t id_size,
                       const struct link_settings *settings, const struct link_zmq_keys *keys, struct error *error)
{
    size_t limit = settings->max_message_bytes > FRAME_LIMIT ? settings->max_message_bytes : FRAME_LIMIT;
    void *socket = new_socket(context, ZMQ_DEALER, limit, error);
    if (!socket)
        return NULL;
    zmq_setsockopt(socket, ZMQ_ROUTING_ID, id, id_size);
    set_int(socket, ZMQ_SNDHWM, 0); /* bounded by what this end holds: an outcome is sent once */
    set_int(socket, ZMQ_RECONNECT_IVL, 100);
    set_int(socket, ZMQ_RECONNECT_IVL_MAX, 2000);
    if (keys->server[0]) {
        zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, keys->server, LINK_ZMQ_KEY_SIZE);
        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->own_public, LINK_ZMQ_KEY_SIZE);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->own_secret, LINK_ZMQ_KEY_SIZE);
    }
    if (zmq_connect(socket, address) != 0)
        return fail(socket, error, "connect to", address);
    return socket;
}
