#include "ingest/transfer.h"

#include "ingest/address.h"
#include "ingest/feed.h"
#include "ingest/inflate.h"
#include "ingest/media_type.h"
#include "ingest/url.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_LIMIT      (256u << 10)
#define LONGEST_HEADER  1024
#define LONGEST_HEADERS 16384
#define CONNECT_SECONDS 10.0
#define SLOW_BYTES      64L /* a second; slower than this for SLOW_SECONDS is given up */
#define SLOW_SECONDS    15L
#define RECEIVE_BYTES   (64L << 10)  /* read from a connection at a time */
#define EXPECTED_BYTES  (256L << 10) /* the most that is made room for because a server says that it comes */

/* ---- while it runs ---- */

static size_t take_head(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    transfer->head_size += size * count;
    if (transfer->keep_heads) {
        if (size * count > 5 && memcmp(data, "HTTP/", 5) == 0)
            buffer_clear(&transfer->told); /* what came before was not the last word: 100, 103 */
        buffer_append(&transfer->told, data, size * count);
    }
    return transfer->head_size > HEAD_LIMIT ? 0 : size * count;
}

static int take_asked(CURL *handle, curl_infotype type, char *data, size_t size, void *context)
{
    struct transfer *transfer = context;
    (void)handle;
    if (type == CURLINFO_HEADER_OUT) {
        buffer_clear(&transfer->asked);
        buffer_append(&transfer->asked, data, size);
    }
    return 0;
}

/* More than a page may have: allowed to what is plainly a list of pages. */
static void raise_limit(struct transfer *transfer)
{
    const struct buffer *body = &transfer->body;
    if (transfer->lists && body->size > 0 && transfer->most_bytes < FEED_BYTES_LIMIT &&
        (inflate_is_gzip(body->data, body->size) || feed_sniff(body->data, body->size) != FEED_NONE))
        transfer->most_bytes = FEED_BYTES_LIMIT;
}

static void expect_body(struct transfer *transfer)
{
    curl_off_t length = 0;
    curl_easy_getinfo(transfer->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0)
        buffer_reserve(&transfer->body, (size_t)(length < EXPECTED_BYTES ? length : EXPECTED_BYTES));
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t bytes = size * count, room = transfer->most_bytes - transfer->body.size;
    const char *type = transfer_content_type(transfer);
    if (!transfer->any_type && transfer->body.size == 0 && transfer_status(transfer) == 200 &&
        media_type_excludes_html(type) && !(transfer->lists && media_type_may_be_list(type))) {
        transfer->not_html = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (!transfer->eldest && transfer->budget->held + bytes > transfer->budget->limit) {
        transfer->paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    if (bytes > room) {
        raise_limit(transfer);
        room = transfer->most_bytes - transfer->body.size;
    }
    size_t taken = bytes < room ? bytes : room;
    if (transfer->body.size == 0)
        expect_body(transfer);
    buffer_append(&transfer->body, data, taken);
    transfer->budget->held += taken;
    if (taken == bytes)
        return bytes;
    transfer->too_big = true;
    return CURL_WRITEFUNC_ERROR;
}

/* The last word on where a connection goes: the address itself, after all names were looked up. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    if (!address_is_public(&address->addr) && !address_is_in(&address->addr, transfer->allow_private)) {
        transfer->private_address = true;
        return CURL_SOCKET_BAD;
    }
    transfer->tried_address = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* The host of a URL, from malloc; what follows it is its port, or "" if none is written. */
static char *split_authority(const char *url, const char **port)
{
    char *host = url_authority(url), *colon = strrchr(host, ':');
    *port = "";
    if (colon && !strchr(colon, ']')) {
        *colon = '\0';
        *port = colon + 1;
    }
    return host;
}

/* Behind a proxy only the name can be judged: the proxy looks it up. */
static bool name_is_refused(const char *url, const char *allowed)
{
    const char *port;
    char *host = split_authority(url, &port);
    struct sockaddr_storage storage;
    const struct sockaddr *address = (const struct sockaddr *)&storage;
    bool refused = address_of_host(host, &storage) && !address_is_public(address) && !address_is_in(address, allowed);
    free(host);
    return refused;
}

/* ---- start ---- */

static void append_to(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
}

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
    if (!value)
        return;
    char *line = xprintf("%s: %s", name, value);
    append_to(&transfer->headers, line);
    free(line);
}

/* What the user says of the host's address comes before DNS. */
static void resolve_host(struct transfer *transfer, const struct fetch_settings *settings, const char *url)
{
    const char *port;
    char *host = split_authority(url, &port);
    const char *address = config_pair_value(&settings->resolve, host);
    if (address) {
        if (!*port)
            port = strncmp(url, "https:", 6) == 0 ? "443" : "80";
        char *line = xprintf(strchr(address, ':') ? "%s:%s:[%s]" : "%s:%s:%s", host, port, address);
        append_to(&transfer->resolve, line);
        free(line);
        curl_easy_setopt(transfer->handle, CURLOPT_RESOLVE, transfer->resolve);
    }
    free(host);
}

static void guard_addresses(struct transfer *transfer, const struct fetch_settings *settings, const char *url)
{
    transfer->allow_private = settings->allow_private;
    if (settings->proxy && *settings->proxy) {
        transfer->private_address = name_is_refused(url, settings->allow_private);
    } else {
        curl_easy_setopt(transfer->handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
        curl_easy_setopt(transfer->handle, CURLOPT_OPENSOCKETDATA, transfer);
    }
}

static CURL *take_handle(struct transfer_pool *pool)
{
    return pool->count > 0 ? pool->handles[--pool->count] : curl_easy_init();
}

static void give_handle(struct transfer_pool *pool, CURL *handle)
{
    if (pool->count == sizeof pool->handles / sizeof *pool->handles) {
        curl_easy_cleanup(handle);
        return;
    }
    curl_easy_reset(handle);
    pool->handles[pool->count++] = handle;
}

void transfer_pool_empty(struct transfer_pool *pool)
{
    while (pool->count > 0)
        curl_easy_cleanup(pool->handles[--pool->count]);
}

void transfer_start(struct transfer *transfer, const struct fetch_settings *settings, const char *url, void *owner)
{
    double connect = settings->timeout < CONNECT_SECONDS ? settings->timeout : CONNECT_SECONDS;
    CURL *handle = transfer->handle = take_handle(transfer->pool);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, owner);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, settings->user_agent);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, settings->proxy ? settings->proxy : "");
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect * 1000));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(settings->timeout * 1000));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS);
    curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, RECEIVE_BYTES);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_head);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->problem);
    if (transfer->keep_heads) {
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, take_asked);
        curl_easy_setopt(handle, CURLOPT_DEBUGDATA, transfer);
    }
    add_header(transfer, "If-None-Match", transfer->etag);
    add_header(transfer, "If-Modified-Since", transfer->last_modified);
    for (const struct curl_slist *header = transfer->extra_headers; header; header = header->next)
        append_to(&transfer->headers, header->data);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
    guard_addresses(transfer, settings, url);
    resolve_host(transfer, settings, url);
    curl_easy_setopt(handle, CURLOPT_URL, transfer->private_address ? "" : url);
}

/* ---- what came of it ---- */

static bool is_temporary(CURLcode code)
{
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_WRITE_ERROR:
    case CURLE_TOO_MANY_REDIRECTS:
        return false;
    default:
        return true;
    }
}

/* A redirect or an error is one whatever is wrong with the body that comes along with it. */
static bool says_enough(const struct transfer *transfer, CURLcode code)
{
    return (transfer->too_big || code == CURLE_BAD_CONTENT_ENCODING) && transfer_status(transfer) >= 300;
}

enum transfer_result transfer_result(const struct transfer *transfer, CURLcode code, struct error *error)
{
    if (code == CURLE_OK || (transfer->too_big && transfer->cut) || says_enough(transfer, code))
        return TRANSFER_DONE;
    if (transfer->not_html) {
        error_set(error, ERROR_PERMANENT, "not HTML (%.80s)", transfer_content_type(transfer));
        return TRANSFER_NOT_HTML;
    }
    if (transfer->private_address && !transfer->tried_address) {
        error_set(error, ERROR_PERMANENT, "its address is not a public one; --allow-private NETWORK lets it pass");
        return TRANSFER_PERMANENT;
    }
    if (transfer->too_big) {
        const char *bound = transfer->lists && transfer->most_bytes == FEED_BYTES_LIMIT
                                ? "more than a feed or sitemap may have"
                                : "over --max-page";
        error_set(error, ERROR_PERMANENT, "%s (%zu bytes)", bound, transfer->most_bytes);
        return TRANSFER_PERMANENT;
    }
    if (transfer->head_size > HEAD_LIMIT) {
        error_set(error, ERROR_PERMANENT, "the head of the answer is over %u bytes", HEAD_LIMIT);
        return TRANSFER_PERMANENT;
    }
    const char *problem = *transfer->problem ? transfer->problem : curl_easy_strerror(code);
    error_set(error, is_temporary(code) ? ERROR_TEMPORARY : ERROR_PERMANENT, "%s", problem);
    return is_temporary(code) ? TRANSFER_TEMPORARY : TRANSFER_PERMANENT;
}

long transfer_status(const struct transfer *transfer)
{
    long status = 0;
    curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

const char *transfer_redirect(struct transfer *transfer)
{
    char *url = NULL, *from = NULL;
    struct curl_header *location = NULL;
    curl_easy_getinfo(transfer->handle, CURLINFO_REDIRECT_URL, &url);
    if (url || transfer->redirect)
        return url ? url : transfer->redirect;
    curl_easy_getinfo(transfer->handle, CURLINFO_EFFECTIVE_URL, &from); /* libcurl tells none after a broken body */
    if (from && curl_easy_header(transfer->handle, "Location", 0, CURLH_HEADER, -1, &location) == CURLHE_OK)
        transfer->redirect = url_resolve(from, location->value, NULL);
    return transfer->redirect;
}

double transfer_retry_after(const struct transfer *transfer)
{
    curl_off_t seconds = 0;
    curl_easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &seconds);
    char *asked = transfer_header(transfer, "Retry-After"), *date = transfer_header(transfer, "Date");
    time_t until = asked ? curl_getdate(asked, NULL) : -1, from = date ? curl_getdate(date, NULL) : -1;
    bool is_date = asked && strspn(asked, "0123456789 \t") != strlen(asked);
    if (is_date && until >= 0 && from >= 0) /* by the clock that wrote it, whatever ours says */
        seconds = until - from;
    free(asked);
    free(date);
    return seconds > 0 ? (double)seconds : 0;
}

double transfer_seconds(const struct transfer *transfer)
{
    curl_off_t first_byte = 0, before = 0;
    curl_easy_getinfo(transfer->handle, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
    curl_easy_getinfo(transfer->handle, CURLINFO_PRETRANSFER_TIME_T, &before);
    return first_byte > before ? (double)(first_byte - before) / 1e6 : 0;
}

char *transfer_headers(const struct transfer *transfer, const char *name)
{
    struct buffer values = {0};
    struct curl_header *header = NULL;
    for (size_t i = 0; curl_easy_header(transfer->handle, name, i, CURLH_HEADER, -1, &header) == CURLHE_OK; i++) {
        if (values.size + strlen(header->value) > LONGEST_HEADERS)
            break;
        buffer_printf(&values, "%s%s", i ? ", " : "", header->value);
    }
    if (values.size > 0)
        return buffer_steal(&values);
    buffer_free(&values);
    return NULL;
}

char *transfer_header(const struct transfer *transfer, const char *name)
{
    struct curl_header *header = NULL;
    if (curl_easy_header(transfer->handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
        strlen(header->value) > LONGEST_HEADER || strlen(header->value) == 0)
        return NULL;
    return xstrdup(header->value);
}

const char *transfer_content_type(const struct transfer *transfer)
{
    char *type = NULL;
    curl_easy_getinfo(transfer->handle, CURLINFO_CONTENT_TYPE, &type);
    return type;
}

const char *transfer_address(const struct transfer *transfer)
{
    char *address = NULL;
    curl_easy_getinfo(transfer->handle, CURLINFO_PRIMARY_IP, &address);
    return address && *address ? address : NULL;
}

void transfer_resume(struct transfer *transfer)
{
    if (!transfer->paused || (!transfer->eldest && transfer->budget->held >= transfer->budget->limit / 2))
        return;
    transfer->paused = false;
    curl_easy_pause(transfer->handle, CURLPAUSE_CONT);
}

void transfer_end(struct transfer *transfer)
{
    if (transfer->handle)
        give_handle(transfer->pool, transfer->handle);
    transfer->handle = NULL;
    curl_slist_free_all(transfer->headers);
    curl_slist_free_all(transfer->resolve);
    transfer->headers = transfer->resolve = NULL;
    free(transfer->redirect);
    transfer->redirect = NULL;
    buffer_free(&transfer->body);
    buffer_free(&transfer->asked);
    buffer_free(&transfer->told);
}
