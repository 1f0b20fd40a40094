#include "ingest/charset.h"

#include "common/text.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include <lexbor/encoding/encoding.h>
#include <lexbor/html/encoding.h>

#define PRESCAN_SIZE   1024
#define LATE_META_SIZE (32u << 10)  /* browsers obey a declaration further down too, by starting over */
#define FEWEST_LETTERS 3            /* to tell an encoding by */
#define SAMPLE_SIZE    (256u << 10) /* bytes that the statistical detection looks at */

const char *charset_from_label(const char *label, size_t size)
{
    const lxb_encoding_data_t *data = lxb_encoding_data_by_pre_name((const lxb_char_t *)label, size);
    if (!data || data->encoding <= LXB_ENCODING_UNDEFINED || data->encoding == LXB_ENCODING_REPLACEMENT)
        return NULL;
    return (const char *)data->name;
}

const char *charset_of_content_type(const char *content_type, size_t *size)
{
    static const char name[] = "charset";
    const char *at = content_type;
    while (at && (at = strchr(at, ';'))) {
        at++;
        at += strspn(at, " \t");
        if (strncasecmp(at, name, sizeof name - 1) != 0)
            continue;
        at += sizeof name - 1;
        at += strspn(at, " \t");
        if (*at != '=')
            continue;
        at++;
        at += strspn(at, " \t\"'");
        *size = strcspn(at, " \t\"';,");
        if (*size > 0)
            return at;
    }
    return NULL;
}

/* <?xml version="1.0" encoding="…"?>, which browsers read too. */
static const char *xml_declaration(const char *data, size_t size)
{
    if (size < 20 || memcmp(data, "<?xml", 5) != 0)
        return NULL;
    const char *end = memchr(data, '>', size);
    const char *at = end ? memmem(data, (size_t)(end - data), "encoding", 8) : NULL;
    if (!at)
        return NULL;
    for (at += 8; at < end && (isspace((unsigned char)*at) || *at == '='); at++)
        ;
    if (at >= end || (*at != '"' && *at != '\''))
        return NULL;
    const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
    return close ? charset_from_label(at + 1, (size_t)(close - at - 1)) : NULL;
}

static const char *prescan(const char *data, size_t size)
{
    lxb_html_encoding_t scan = {0};
    const char *found = NULL;
    if (lxb_html_encoding_init(&scan) == LXB_STATUS_OK &&
        lxb_html_encoding_determine(&scan, (const lxb_char_t *)data, (const lxb_char_t *)data + size) ==
            LXB_STATUS_OK) {
        size_t count = lxb_html_encoding_meta_length(&scan);
        for (size_t i = 0; !found && i < count; i++) {
            const lxb_html_encoding_entry_t *entry = lxb_html_encoding_meta_entry(&scan, i);
            found = charset_from_label((const char *)entry->name, (size_t)(entry->end - entry->name));
        }
    }
    lxb_html_encoding_destroy(&scan, false);
    if (!found)
        found = xml_declaration(data, size);
    /* A declaration that could be read as ASCII is no UTF-16, and nobody means x-user-defined (HTML standard). */
    if (found && strncasecmp(found, "utf-16", 6) == 0)
        return "UTF-8";
    if (found && strcasecmp(found, "x-user-defined") == 0)
        return "windows-1252";
    return found;
}

const char *charset_prescan(const char *data, size_t size)
{
    return prescan(data, size < PRESCAN_SIZE ? size : PRESCAN_SIZE);
}

static const char *byte_order_mark(const unsigned char *data, size_t size)
{
    if (size >= 4 && memcmp(data, "\xFF\xFE\0\0", 4) == 0)
        return "UTF-32LE";
    if (size >= 4 && memcmp(data, "\0\0\xFE\xFF", 4) == 0)
        return "UTF-32BE";
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        return "UTF-8";
    if (size >= 2 && memcmp(data, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (size >= 2 && memcmp(data, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

const char *charset_declared(const char *data, size_t size)
{
    const char *found = byte_order_mark((const unsigned char *)data, size);
    if (!found)
        found = charset_prescan(data, size);
    return found ? found : prescan(data, size < LATE_META_SIZE ? size : LATE_META_SIZE);
}

/* UTF-16 and UTF-32 without a mark: markup has a NUL in every other byte there, on one side only. */
static const char *wide_pattern(const unsigned char *data, size_t size)
{
    size_t zeros[4] = {0}, sample = size < 2048 ? size & ~(size_t)3 : 2048;
    if (sample < 16)
        return NULL;
    for (size_t i = 0; i < sample; i++)
        zeros[i % 4] += data[i] == 0;
    size_t quarter = sample / 4, most = quarter * 7 / 10, few = quarter / 10;
    if (zeros[1] > most && zeros[2] > most && zeros[3] > most && zeros[0] <= few)
        return "UTF-32LE";
    if (zeros[0] > most && zeros[1] > most && zeros[2] > most && zeros[3] <= few)
        return "UTF-32BE";
    if (zeros[1] > most && zeros[3] > most && zeros[0] <= few && zeros[2] <= few)
        return "UTF-16LE";
    if (zeros[0] > most && zeros[2] > most && zeros[1] <= few && zeros[3] <= few)
        return "UTF-16BE";
    return NULL;
}

struct utf8_census {
    size_t good; /* sequences of several bytes that are right */
    size_t bad;  /* bytes that belong to none */
};

/* Bytes that begin a sequence of several, eight at a time: their two high bits are set. */
static size_t count_leads(const char *data, size_t size)
{
    const uint64_t high = 0x8080808080808080u;
    size_t count = 0, at = 0;
    for (uint64_t word; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, data + at, sizeof word);
        count += ((word & word << 1 & high) >> 7) * 0x0101010101010101u >> 56; /* the sum of all bytes */
    }
    for (; at < size; at++)
        count += (unsigned char)data[at] >= 0xC0;
    return count;
}

static struct utf8_census count_utf8(const char *data, size_t size)
{
    struct utf8_census census = {0, 0};
    size_t at = 0;
    while (at < size) {
        size_t valid = utf8_valid_prefix(data + at, size - at);
        census.good += count_leads(data + at, valid);
        at += valid;
        /* A character that the end of the data cuts is no fault. */
        if (at < size && size - at < 4 && (unsigned char)data[at] >= 0xC2 && census.good > 0)
            break;
        census.bad += at < size;
        at += at < size;
    }
    return census;
}

/* Encodings that switch by escape sequences. The web's standard dropped the Korean one, old pages did not. */
static const char *escaped(const char *data, size_t size)
{
    if (!memchr(data, 0x1B, size))
        return NULL;
    if (memmem(data, size, "\x1B$B", 3) || memmem(data, size, "\x1B$@", 3))
        return "ISO-2022-JP";
    return memmem(data, size, "\x1B$)C", 4) ? "ISO-2022-KR" : NULL;
}

/* Code points that are not ASCII, and those of them that are kana or Hangul. */
static void count_east_asian(const struct buffer *utf8, size_t *all, size_t *letters)
{
    const char *at = utf8->data, *end = at + utf8->size;
    *all = *letters = 0;
    while (at < end) {
        uint32_t c = utf8_next(&at, end);
        *all += c >= 0x80;
        *letters += (c >= 0x3040 && c < 0x3100) || (c >= 0xAC00 && c < 0xD7A4);
    }
}

/* What the statistics do not know or have too little of: strictly valid there, and mostly kana or Hangul. */
static const char *detect_by_letters(const char *data, size_t size)
{
    static const char *const names[] = {"EUC-JP", "Shift_JIS", "EUC-KR", "JOHAB"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buffer utf8 = {0};
        size_t all = 0, letters = 0;
        bool valid = charset_convert(data, size < SAMPLE_SIZE ? size : SAMPLE_SIZE, names[i], &utf8) && utf8.data &&
                     !memmem(utf8.data, utf8.size, "\xEF\xBF\xBD", 3);
        if (valid)
            count_east_asian(&utf8, &all, &letters);
        buffer_free(&utf8);
        if (valid && letters >= FEWEST_LETTERS && letters * 5 >= all * 3)
            return names[i];
    }
    return NULL;
}

static void detect_by_statistics(const char *data, size_t size, char name[CHARSET_NAME_SIZE])
{
    /* Names of the detector that are no labels of the Encoding standard. */
    static const struct {
        const char *theirs, *ours;
    } aliases[] = {{"UHC", "EUC-KR"},
                   {"MAC-CYRILLIC", "x-mac-cyrillic"},
                   {"MAC-CENTRALEUROPE", "MACCENTRALEUROPE"},
                   /* never seen on the web, where such bytes are those of Windows */
                   {"IBM852", "windows-1252"},
                   {"IBM865", "windows-1252"},
                   {"ISO-8859-16", "windows-1250"}};
    uchardet_t detector = uchardet_new();
    const char *found = "";
    if (detector && uchardet_handle_data(detector, data, size < SAMPLE_SIZE ? size : SAMPLE_SIZE) == 0) {
        uchardet_data_end(detector);
        found = uchardet_get_charset(detector);
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(found, aliases[i].theirs) == 0)
            found = aliases[i].ours;
    const char *label = charset_from_label(found, strlen(found));
    if (label)
        found = label;
    if (!*found) {
        const char *letters = detect_by_letters(data, size);
        found = letters ? letters : found;
    }
    /* What nobody recognises, and UTF-8 that was found invalid before, is what browsers fall back to. */
    if (!*found || strcasecmp(found, "UTF-8") == 0 || strlen(found) >= CHARSET_NAME_SIZE)
        found = "windows-1252";
    strcpy(name, found);
    if (detector)
        uchardet_delete(detector);
}

/* Whether the bytes contradict what was declared so plainly that the declaration must be a mistake. */
static bool is_contradicted(const char *declared, const char *data, size_t size, const struct utf8_census *census)
{
    if (strcasecmp(declared, "UTF-8") == 0)
        return census->bad > 2 && census->bad > census->good / 2;
    if (strncasecmp(declared, "UTF-16", 6) == 0)
        return !wide_pattern((const unsigned char *)data, size);
    if (strncasecmp(declared, "ISO-2022", 8) == 0)
        return census->good > 2 && census->bad == 0;
    bool one_byte = strncasecmp(declared, "windows", 7) == 0 || strncasecmp(declared, "iso-8859", 8) == 0;
    return census->bad == 0 && census->good >= (one_byte ? 3u : 10u);
}

bool charset_detect(const char *data, size_t size, const char *content_type, char name[CHARSET_NAME_SIZE])
{
    const char *sure = byte_order_mark((const unsigned char *)data, size);
    if (!sure)
        sure = wide_pattern((const unsigned char *)data, size);
    if (sure) {
        strcpy(name, sure);
        return false;
    }
    size_t label_size = 0;
    const char *label = charset_of_content_type(content_type, &label_size);
    const char *declared[2] = {label ? charset_from_label(label, label_size) : NULL, charset_prescan(data, size)};
    bool all_valid = utf8_valid_prefix(data, size) == size;
    const char *first = declared[0] ? declared[0] : declared[1];
    if (all_valid && first && strcasecmp(first, "UTF-8") == 0) { /* what most pages are */
        strcpy(name, "UTF-8");
        return !memchr(data, 0, size);
    }
    struct utf8_census census = count_utf8(data, size);
    const char *found = NULL;
    if (!declared[0] && !declared[1] && !all_valid)
        declared[1] = prescan(data, size < LATE_META_SIZE ? size : LATE_META_SIZE);
    for (int i = 0; !found && i < 2; i++)
        if (declared[i] && !is_contradicted(declared[i], data, size, &census))
            found = declared[i];
    if (!found && census.good == 0)
        found = escaped(data, size);
    if (!found && (census.bad == 0 || census.good > 20 * census.bad))
        found = "UTF-8";
    if (found)
        strcpy(name, found);
    else
        detect_by_statistics(data, size, name);
    return all_valid && strcasecmp(name, "UTF-8") == 0 && !memchr(data, 0, size);
}

static void append_without_nuls(struct buffer *utf8, const char *data, size_t size)
{
    while (size > 0) {
        const char *nul = memchr(data, 0, size);
        size_t run = nul ? (size_t)(nul - data) : size;
        utf8_append_repaired(utf8, data, run);
        run += nul != NULL;
        data += run;
        size -= run;
    }
}

static void append_code_points(struct buffer *utf8, const lxb_codepoint_t *points, size_t count)
{
    char *out = buffer_reserve(utf8, count * 4);
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        lxb_codepoint_t c = points[i];
        if (c == 0)
            continue;
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
            c = 0xFFFD;
        if (c < 0x80) {
            out[size++] = (char)c;
        } else if (c < 0x800) {
            out[size++] = (char)(0xC0 | c >> 6);
            out[size++] = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            out[size++] = (char)(0xE0 | c >> 12);
            out[size++] = (char)(0x80 | (c >> 6 & 0x3F));
            out[size++] = (char)(0x80 | (c & 0x3F));
        } else {
            out[size++] = (char)(0xF0 | c >> 18);
            out[size++] = (char)(0x80 | (c >> 12 & 0x3F));
            out[size++] = (char)(0x80 | (c >> 6 & 0x3F));
            out[size++] = (char)(0x80 | (c & 0x3F));
        }
    }
    out[size] = '\0';
    utf8->size += size;
}

static bool convert_as_browsers_do(const char *data, size_t size, const char *name, struct buffer *utf8)
{
    const lxb_encoding_data_t *encoding = lxb_encoding_data_by_pre_name((const lxb_char_t *)name, strlen(name));
    if (!encoding || encoding->encoding <= LXB_ENCODING_UNDEFINED || encoding->encoding == LXB_ENCODING_REPLACEMENT)
        return false;
    lxb_codepoint_t points[4096];
    lxb_encoding_decode_t decoder;
    if (lxb_encoding_decode_init(&decoder, encoding, points, sizeof points / sizeof *points) != LXB_STATUS_OK)
        return false;
    lxb_encoding_decode_replace_set(&decoder, LXB_ENCODING_REPLACEMENT_BUFFER, LXB_ENCODING_REPLACEMENT_BUFFER_LEN);
    const lxb_char_t *at = (const lxb_char_t *)data, *end = at + size;
    lxb_status_t status;
    do {
        status = encoding->decode(&decoder, &at, end);
        append_code_points(utf8, points, lxb_encoding_decode_buf_used(&decoder));
        lxb_encoding_decode_buf_used_set(&decoder, 0);
    } while (status == LXB_STATUS_SMALL_BUFFER);
    lxb_encoding_decode_finish(&decoder);
    append_code_points(utf8, points, lxb_encoding_decode_buf_used(&decoder));
    return true;
}

/* Encodings that the web's standard does not know (UTF-32, EUC-TW, Johab, …). */
static bool convert_with_iconv(const char *data, size_t size, const char *name, struct buffer *utf8)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return false;
    char *in = (char *)(uintptr_t)data;
    char out[8192];
    while (size > 0) {
        char *out_at = out;
        size_t room = sizeof out;
        size_t done = iconv(converter, &in, &size, &out_at, &room);
        int cause = errno;
        append_without_nuls(utf8, out, (size_t)(out_at - out));
        if (done == (size_t)-1 && cause != E2BIG) {
            buffer_append_text(utf8, "\xEF\xBF\xBD");
            if (cause == EINVAL || size == 0)
                break;
            in++;
            size--;
        }
    }
    iconv_close(converter);
    return true;
}

bool charset_convert(const char *data, size_t size, const char *name, struct buffer *utf8)
{
    if (strcasecmp(name, "UTF-8") == 0) {
        if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
            data += 3;
            size -= 3;
        }
        append_without_nuls(utf8, data, size);
        return true;
    }
    size_t start = utf8->size;
    if (!convert_as_browsers_do(data, size, name, utf8) && !convert_with_iconv(data, size, name, utf8))
        return false;
    if (utf8->size - start >= 3 && memcmp(utf8->data + start, "\xEF\xBB\xBF", 3) == 0) {
        memmove(utf8->data + start, utf8->data + start + 3, utf8->size - start - 3 + 1);
        utf8->size -= 3;
    }
    return true;
}

void charset_to_utf8(const char *data, size_t size, const char *content_type, struct buffer *utf8,
                     char name[CHARSET_NAME_SIZE])
{
    if (charset_detect(data, size, content_type, name)) {
        buffer_append(utf8, data, size);
        return;
    }
    if (charset_convert(data, size, name, utf8))
        return;
    strcpy(name, "windows-1252");
    charset_convert(data, size, name, utf8);
}
