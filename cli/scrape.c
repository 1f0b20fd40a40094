#include "cli/scrape.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define BODY_LIMIT ((size_t)4 << 20)

static CURL *curl; /* kept, so that each peer is asked over one connection */

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct buffer *body = context;
    if (body->size + size * count > BODY_LIMIT)
        return 0;
    buffer_append(body, data, size * count);
    return size * count;
}

bool scrape_url(const char *url, double seconds, struct buffer *body, long *status, struct error *error)
{
    char cause[CURL_ERROR_SIZE] = "";
    if (!curl) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        curl = curl_easy_init();
        if (!curl)
            return error_set(error, ERROR_FATAL, "cannot start libcurl");
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(seconds * 1000));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, cause);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    if (code != CURLE_OK)
        return error_set(error, ERROR_TEMPORARY, "%s: %s", url, *cause ? cause : curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    return true;
}

double scrape_value(const char *text, const char *name, const char *label)
{
    double sum = 0;
    size_t size = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, size) != 0 || (line[size] != ' ' && line[size] != '{'))
            continue;
        size_t length = strcspn(line, "\n");
        const char *close = line[size] == '{' ? memrchr(line, '}', length) : NULL;
        if (label && (!close || !memmem(line + size, (size_t)(close - line) - size, label, strlen(label))))
            continue;
        sum += strtod(close ? close + 1 : line + size, NULL);
    }
    return sum;
}

void scrape_end(void)
{
    if (curl)
        curl_easy_cleanup(curl);
    curl = NULL;
}
