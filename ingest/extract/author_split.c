#include "ingest/extract/author_split.h"

#include "ingest/date_words.h"
#include "ingest/extract/author_words.h"

#include <ctype.h>
#include <string.h>

/* Size of a mark that stands between names at `at`; 0 if there is none. */
static size_t separator_size(const char *at)
{
    static const char *const marks[] = {",",  ";",   "&",   "|",   "•",   "·",   "、",  "，",
                                        "／", " / ", " + ", " - ", " – ", " — ", " ⋅ ", "\xE2\x80\xA8"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    if (*at == '/' && isupper((unsigned char)at[1])) /* "Jane Roe/John Doe" */
        return 1;
    if (*at == ' ') {
        size_t size = author_word_size(at + 1);
        if (at[1 + size] == ' ' && author_word_joins(at + 1, size))
            return size + 2;
    }
    return 0;
}

/* Whether a number follows the word that may be a day or a year, not the one of "5 minutes ago". */
static bool date_follows(const char *at, size_t size)
{
    if (at[size] != ' ' || !isdigit((unsigned char)at[size + 1]))
        return false;
    const char *behind = at + size + 1;
    behind += strspn(behind, "0123456789");
    return strncmp(behind, " minute", 7) != 0 && strncmp(behind, " hour", 5) != 0;
}

/* "December" in "Jane Roe December 3, 2024", but not in "April Roe". */
static bool is_month_of_date(const char *at, size_t size)
{
    char folded[DATE_WORD_SIZE];
    if (size < 3 || size > 20 || !date_follows(at, size))
        return false;
    date_fold_word(at, at[size - 1] == '.' ? size - 1 : size, folded);
    return date_month_of_word(folded) > 0;
}

/* "Jonathan V. Last", but not "Last updated". */
static bool is_family_name(const char *at, size_t size)
{
    return size == 4 && memcmp(at, "Last", 4) == 0 && (at[size] == '\0' || separator_size(at + size) > 0);
}

static bool is_agency_in_capitals(const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!isupper((unsigned char)word[i]))
            return false;
    return size > 1 && author_word_is_agency(word, size);
}

/* Whether the byline ends here: a bracket is skipped before, so what is left is digits and words that end names. */
static bool ends_names(const char *at, const char *start)
{
    if (isdigit((unsigned char)*at) || (*at == '@' && at != start && at[-1] == ' '))
        return true;
    if (at != start && at[-1] != ' ')
        return false;
    size_t size = author_word_size(at);
    return is_month_of_date(at, size) ||
           (at != start && size <= 3 && isalpha((unsigned char)*at) && date_follows(at, size)) || /* "le 3 mai" */
           (author_word_is_label(at, size) && !is_family_name(at, size)) ||
           (at != start && islower((unsigned char)at[0]) && author_word_ends(at, size)) ||
           (strchr(start, ' ') < at - 1 && ((at[size] == ' ' && author_word_ends_large(at, size)) ||
                                            is_agency_in_capitals(at, size))); /* "Jane Roe AP Sports Writer" */
}

/* "José Prata e Lima" is one person, "Ada Roe e José Prata Lima" are two: each has a first name and another. */
static bool joins_one_name(const char *start, const char *at, const char *behind)
{
    while (*start == ' ')
        start++;
    size_t next = strcspn(behind, " ,;&|");
    return !memchr(start, ' ', (size_t)(at - start)) || behind[next] != ' ' || separator_size(behind + next) > 0;
}

size_t author_split(const char *text, bool person, struct buffer *store, struct author_part *parts)
{
    const size_t most = MOST_SPLIT;
    size_t starts[MOST_SPLIT + 1], count = 0;
    const char *part = text;
    const char *at = text;
    starts[0] = 0;
    for (;;) {
        size_t separator = *at ? separator_size(at) : 0;
        if (separator > 2 && *at == ' ' && isalpha((unsigned char)at[1]) && person &&
            joins_one_name(part, at, at + separator))
            separator = 0;
        bool end = *at == '\0' || ends_names(at, text);
        if (end || separator) {
            if (store->size > starts[count] && count < most)
                starts[++count] = store->size;
            if (end || count == most)
                break;
            at += separator;
            at += strspn(at, " ");
            part = at;
            continue;
        }
        if (*at == '(' || *at == '[') {
            const char *close = strchr(at, *at == '(' ? ')' : ']');
            at = close ? close + 1 : at + strlen(at);
            continue;
        }
        if (*at == ')') { /* of "(By Jane Roe)" */
            at++;
            continue;
        }
        if (*at != ' ' || (store->size > starts[count] && store->data[store->size - 1] != ' '))
            buffer_append_char(store, *at);
        at++;
    }
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct author_part){store->data + starts[i], starts[i + 1] - starts[i]};
    return count;
}
