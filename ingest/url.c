#include "ingest/url.h"

#include "common/buffer.h"
#include "common/secrets.h"
#include "common/text.h"
#include "ingest/url_copy.h"

#include <ctype.h>
#include <curl/curl.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Parameters that tell where a reader came from and never what the page is; a star stands for any ending. */
static const char *const tracking_parameters[] = {
    "utm_*",         "fbclid",
    "gclid",         "gclsrc",
    "dclid",         "gbraid",
    "wbraid",        "msclkid",
    "yclid",         "ysclid",
    "twclid",        "ttclid",
    "li_fat_id",     "igshid",
    "igsh",          "mc_cid",
    "mc_eid",        "_hsenc",
    "_hsmi",         "__hs*",
    "hsctatracking", "mkt_tok",
    "vero_*",        "oly_anon_id",
    "oly_enc_id",    "_ga",
    "_gl",           "_openstat",
    "s_cid",         "ref_src",
    "ref_url",       "guccounter",
    "guce_*",        "__twitter_impression",
    "mtm_*",         "pk_campaign",
    "pk_kwd",        "piwik_*",
    "at_medium",     "at_campaign",
    "at_custom*",    "wt_mc",
    "wickedid",      "rb_clickid",
    "ns_mchannel",   "ns_campaign",
    "ns_source",     "cmpid",
    "ncid",          "smid",
    "ito",           "xtor",
    "fb_action_ids", "fb_action_types",
    "fb_source",     "soc_src",
    "soc_trk",       "amp_js_v",
    "amp_gsa",       "usqp",
    "gad_source",    "gad_campaignid",
    "srsltid",       "mibextid",
    "sfnsn",         "fb_ref",
    "wprov",         "hsa_*",
    "_branch_*",
};

/* libcurl turns international names into punycode by way of the locale, which a program of ours never sets. */
static locale_t utf8_locale;

static void make_utf8_locale(void)
{
    utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static bool is_unreserved(unsigned char c)
{
    return c < 0x80 && (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static void append_encoded(struct buffer *out, unsigned char c)
{
    buffer_printf(out, "%%%02X", c);
}

/* Percent-encodings in one form: unreserved characters bare, all others as they were, in upper case. */
static void append_normalised(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '%' && i + 2 < size && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            unsigned char decoded = (unsigned char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            if (is_unreserved(decoded))
                buffer_append_char(out, (char)decoded);
            else
                append_encoded(out, decoded);
            i += 2;
        } else if (c == '%' || c <= ' ' || c >= 0x7f || strchr("<>\"{}|\\^`", c)) {
            append_encoded(out, c);
        } else {
            buffer_append_char(out, (char)c);
        }
    }
}

/* RFC 3986, 5.2.4, on a path that begins with a slash; in place. */
static void remove_dot_segments(char *path)
{
    char *out = path;
    const char *in = path;
    while (*in) {
        size_t size = 1 + strcspn(in + 1, "/");
        bool last = in[size] == '\0';
        if (size == 2 && in[1] == '.') {
            if (last)
                *out++ = '/';
        } else if (size == 3 && in[1] == '.' && in[2] == '.') {
            while (out > path && *--out != '/')
                continue;
            if (last)
                *out++ = '/';
        } else {
            memmove(out, in, size);
            out += size;
        }
        in += size;
    }
    *out = '\0';
}

static bool is_tracking(const char *parameter, size_t size)
{
    const char *equals = memchr(parameter, '=', size);
    size_t name_size = equals ? (size_t)(equals - parameter) : size;
    for (size_t i = 0; i < sizeof tracking_parameters / sizeof *tracking_parameters; i++) {
        const char *known = tracking_parameters[i];
        size_t known_size = strlen(known);
        bool any_ending = known[known_size - 1] == '*';
        if (any_ending)
            known_size--;
        if ((any_ending ? name_size >= known_size : name_size == known_size) &&
            strncasecmp(parameter, known, known_size) == 0)
            return true;
    }
    return false;
}

static void append_query(struct buffer *out, const char *query)
{
    char separator = '?';
    while (*query) {
        size_t size = strcspn(query, "&");
        if (size > 0 && !is_tracking(query, size)) {
            buffer_append_char(out, separator);
            append_normalised(out, query, size);
            separator = '&';
        }
        query += size + (query[size] == '&');
    }
}

/* The URL without the white space around it and without line breaks and tabs inside, as browsers read it. */
static char *trimmed(const char *url)
{
    struct buffer out = {0};
    while (*url && (unsigned char)*url <= ' ')
        url++;
    size_t size = strlen(url);
    while (size > 0 && (unsigned char)url[size - 1] <= ' ')
        size--;
    for (size_t i = 0; i < size; i++)
        if (!strchr("\t\r\n", url[i]))
            buffer_append_char(&out, url[i]);
    return buffer_steal(&out);
}

static CURLUcode get_host(CURLU *parts, char **host)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_utf8_locale);
    locale_t before = utf8_locale ? uselocale(utf8_locale) : (locale_t)0;
    CURLUcode code = curl_url_get(parts, CURLUPART_HOST, host, CURLU_PUNYCODE);
    if (before)
        uselocale(before);
    return code;
}

/* "'…' `problem`": a URL that is none may hold a password, too. */
static bool refuse(struct error *error, const char *url, const char *problem)
{
    char *shown = secrets_hidden_url(url);
    error_set(error, ERROR_PERMANENT, "'%.200s' %s", shown, problem);
    free(shown);
    return false;
}

static bool parse(CURLU *parts, const char *text, struct error *error)
{
    if (strlen(text) > URL_SIZE_LIMIT)
        return error_set(error, ERROR_PERMANENT, "URL of %zu bytes is over the limit of %d", strlen(text),
                         URL_SIZE_LIMIT);
    CURLUcode code = curl_url_set(parts, CURLUPART_URL, text, CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME);
    if (code == CURLUE_OK)
        return true;
    char *problem = xprintf("is no URL (%s)", curl_url_strerror(code));
    refuse(error, text, problem);
    free(problem);
    return false;
}

static void append_authority(struct buffer *out, const char *host, const char *port)
{
    size_t size = strlen(host);
    while (size > 1 && host[size - 1] == '.')
        size--;
    for (size_t i = 0; i < size; i++)
        buffer_append_char(out, (char)tolower((unsigned char)host[i]));
    if (port)
        buffer_printf(out, ":%s", port);
}

static char *normalise(const char *url, struct error *error)
{
    char *text = trimmed(url), *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL;
    struct buffer out = {0}, clean_path = {0};
    CURLU *parts = curl_url();
    if (!parse(parts, text, error))
        goto out;
    if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0)) {
        refuse(error, text, "is no web address; allowed are http:// and https://");
        goto out;
    }
    CURLUcode code = get_host(parts, &host);
    if (code != CURLUE_OK || !host[strspn(host, ".")]) {
        refuse(error, text, "has no valid host name");
        goto out;
    }
    curl_url_get(parts, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
    curl_url_get(parts, CURLUPART_PATH, &path, 0);
    curl_url_get(parts, CURLUPART_QUERY, &query, 0);

    append_normalised(&clean_path, path ? path : "/", path ? strlen(path) : 1);
    remove_dot_segments(clean_path.data);
    buffer_printf(&out, "%s://", strcasecmp(scheme, "http") == 0 ? "http" : "https");
    append_authority(&out, host, port);
    buffer_append_text(&out, *clean_path.data ? clean_path.data : "/");
    if (query)
        append_query(&out, query);
out:
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    curl_free(query);
    curl_url_cleanup(parts);
    buffer_free(&clean_path);
    free(text);
    return out.size ? buffer_steal(&out) : NULL;
}

/* A host may hide another form of itself in percent-encodings, and a copy's address another one, so normalise until
 * nothing changes. */
char *url_canonical(const char *url, struct error *error)
{
    char *form = normalise(url, error);
    for (int rounds = 0; form && rounds < 4; rounds++) {
        char *original = url_of_copied(form), *next = normalise(original ? original : form, error);
        free(original);
        bool stable = next && strcmp(form, next) == 0;
        free(form);
        form = next;
        if (stable)
            return form;
    }
    if (form)
        refuse(error, url, "has no canonical form");
    free(form);
    return NULL;
}

char *url_resolve(const char *base, const char *reference, struct error *error)
{
    char *text = trimmed(reference), *joined = NULL, *result = NULL;
    CURLU *parts = curl_url();
    if (parse(parts, base, error) && parse(parts, text, error) &&
        curl_url_get(parts, CURLUPART_URL, &joined, 0) == CURLUE_OK)
        result = xstrdup(joined);
    else if (!joined)
        refuse(error, text, "is no URL");
    curl_free(joined);
    curl_url_cleanup(parts);
    free(text);
    return result;
}

bool url_is_web(const char *text)
{
    return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

static const char *authority_start(const char *canonical)
{
    return canonical + (canonical[4] == 's' ? 8 : 7);
}

char *url_origin(const char *canonical)
{
    return xstrndup(canonical, (size_t)(url_path(canonical) - canonical));
}

char *url_authority(const char *canonical)
{
    const char *start = authority_start(canonical);
    return xstrndup(start, (size_t)(url_path(canonical) - start));
}

const char *url_path(const char *canonical)
{
    const char *start = authority_start(canonical);
    return start + strcspn(start, "/");
}
