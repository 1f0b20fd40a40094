/* Names of people out of bylines: "By Jane Roe and John Doe, Chief Editor | 3 May" is two names. */
#ifndef NEWSMILL_AUTHOR_NAMES_H
#define NEWSMILL_AUTHOR_NAMES_H

#include <jansson.h>
#include <stdbool.h>

enum author_kind {
    AUTHOR_PERSON,   /* a name of two words or more, or one in Chinese, Japanese or Korean writing */
    AUTHOR_NICKNAME, /* one word will do, if it begins with a capital */
    AUTHOR_HANDLE,   /* any one word, as users of a content system are called ("jroe") */
    AUTHOR_ANYONE    /* agencies, organisations and the site itself too, as they are written */
};

struct author_reading {
    enum author_kind kind;
    bool told;        /* the page says that this is an author: names in small letters are taken too */
    bool person;      /* and that it is a person: "Sid Lowe" is not the agency SID, Emily Post no newspaper */
    const char *site; /* the site's name, which is no person; NULL if unknown */
};

/*
 * Adds those named in `text` (clean) to `authors`, an array of {name, url}; who is there already is not added
 * again. `url` (NULL: none) is kept when the text names one person.
 */
void author_names_add(json_t *authors, const char *text, const char *url, const struct author_reading *reading);

/* "Jane Roe" of "Roe, Jane" with at most `most_given` words behind the comma, from malloc; NULL if it is no such name.
 */
char *author_names_turned(const char *text, size_t most_given);

/* Where the name begins in "By Jane Roe", "Text: …", "作者：…": behind the introduction; `text` itself if there is
 * none. */
const char *author_names_after_introduction(const char *text);

/*
 * Where the name begins behind the next introduction within the line ("3 May | Text: Jane Roe"), of those that
 * are set off by a mark or end in a colon; NULL if there is none.
 */
const char *author_names_after_next_introduction(const char *text);

/* Whether a line is nothing but an introduction ("Written by", "Autor:"), with the name in the line that follows. */
bool author_names_only_introduction(const char *text);

/* Whether a line is full names of people, joined by commas or "and", and nothing else. */
bool author_names_are_all(const char *text);

/* Whether `some` are all among `all`, and not only they. */
bool author_names_are_fewer(const json_t *some, const json_t *all);

#endif
