/* One HTTP request and its answer, over libcurl: options, limits, and what a failure means. */
#ifndef NEWSMILL_TRANSFER_H
#define NEWSMILL_TRANSFER_H

#include "common/buffer.h"
#include "ingest/fetch.h"

#include <curl/curl.h>

/* Bytes that are held by all transfers together, and how many they may be before all but the eldest pause. */
struct transfer_budget {
    size_t held, limit;
};

/* Handles that are free: to use one again is cheaper than to make one. All zero: none. */
struct transfer_pool {
    CURL *handles[64];
    size_t count;
};

struct transfer {
    CURL *handle;
    struct transfer_pool *pool; /* where the handle comes from and goes to */
    struct buffer body;
    size_t most_bytes;                      /* of the body; for robots.txt, what is above is left out */
    bool cut;                               /* leave out what is above instead of failing */
    bool any_type;                          /* not only HTML */
    bool lists;                             /* feeds and sitemaps too, which may be larger */
    bool eldest;                            /* never pauses */
    bool keep_heads;                        /* fill in `asked` and `told` */
    const char *etag, *last_modified;       /* ask only for what is not in this state (RFC 9110, 13.1); NULL: for all */
    const struct curl_slist *extra_headers; /* "Name: value", for this request alone; NULL: none */
    struct transfer_budget *budget;
    struct buffer asked, told;            /* heads of the request and the answer as they went */
    const char *allow_private;            /* of the settings */
    struct curl_slist *headers, *resolve; /* the transfer's own */
    char *redirect;                       /* what transfer_redirect found itself */

    /* What went wrong, beside libcurl's own code. */
    bool too_big, not_html, private_address, paused;
    bool tried_address; /* one of the host's that is allowed, beside any that is not */
    size_t head_size;
    char problem[CURL_ERROR_SIZE];
};

enum transfer_result {
    TRANSFER_DONE,      /* an answer with a status; a body that is cut or broken, if the status needs none */
    TRANSFER_TEMPORARY, /* worth another try: no connection, no answer in time */
    TRANSFER_PERMANENT, /* an address that is refused, an answer over the limit, a certificate that is not valid */
    TRANSFER_NOT_HTML   /* broken off: its type says that it is no page */
};

/* Makes the handle for one GET of `url`; add it to a multi handle. `owner` is what CURLINFO_PRIVATE gives back. */
void transfer_start(struct transfer *transfer, const struct fetch_settings *settings, const char *url, void *owner);

/* What came of it; unless it is done, `error` says why. */
enum transfer_result transfer_result(const struct transfer *transfer, CURLcode code, struct error *error);

long transfer_status(const struct transfer *transfer);

/* Where a redirect leads, absolute; NULL if the answer is none. Borrowed. */
const char *transfer_redirect(struct transfer *transfer);

/* Seconds that the server asks to be left alone; 0 if it does not. */
double transfer_retry_after(const struct transfer *transfer);

/* Seconds from the request to the first byte of its answer: what comes later may wait for us. */
double transfer_seconds(const struct transfer *transfer);

/* All fields of this name, joined by commas, from malloc; NULL if there are none. At most 16 KiB of them. */
char *transfer_headers(const struct transfer *transfer, const char *name);

/* A header field of the answer, from malloc; NULL if it has none, or one over 1 KiB. */
char *transfer_header(const struct transfer *transfer, const char *name);

const char *transfer_content_type(const struct transfer *transfer);

/* The network address that answered; NULL if none did. Borrowed. */
const char *transfer_address(const struct transfer *transfer);

/* Goes on after a pause, if the budget allows. */
void transfer_resume(struct transfer *transfer);

/* Gives the handle back and frees the body. The handle must have left its multi handle. */
void transfer_end(struct transfer *transfer);

/* Frees the handles that are free. */
void transfer_pool_empty(struct transfer_pool *pool);

#endif
