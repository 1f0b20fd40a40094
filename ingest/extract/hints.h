/* What the names that sites give to their elements (class, id, itemprop, role) tell about the content. */
#ifndef NEWSMILL_HINTS_H
#define NEWSMILL_HINTS_H

#include <stddef.h>
#include <stdint.h>

enum hint {
    HINT_BODY = 1u << 0,          /* article, content, story, entry, post */
    HINT_AWAY = 1u << 1,          /* navigation, comments, related, newsletter, consent, advertisement, share */
    HINT_AUTHOR = 1u << 2,        /* author, byline, autor */
    HINT_DATE = 1u << 3,          /* date, time, published */
    HINT_PUBLISHED = 1u << 4,     /* published, posted, created */
    HINT_MODIFIED = 1u << 5,      /* updated, modified */
    HINT_TITLE = 1u << 6,         /* title, headline */
    HINT_LEAD = 1u << 7,          /* standfirst, dek, lead, subtitle */
    HINT_KEY_POINTS = 1u << 8,    /* key points, highlights, takeaways, tl;dr */
    HINT_RIGHTS = 1u << 9,        /* copyright, rights, legal */
    HINT_COMMENT = 1u << 10,      /* of what leads away: readers' comments */
    HINT_CAPTION = 1u << 11,      /* caption, credit */
    HINT_SECTION = 1u << 12,      /* breadcrumb, section, category, kicker */
    HINT_ARTICLE_BODY = 1u << 13, /* the whole text: articleBody, article-body, entry-content, story-body */
    HINT_TAGS = 1u << 14,         /* keywords, tags */
    HINT_FURNITURE = 1u << 15,    /* of what leads away: fixed page furniture that is never article text */
    HINT_CONSENT = 1u << 16,      /* … what a reader is asked to agree to */
    HINT_ADVERT = 1u << 17,       /* … advertisements */
    HINT_PAID = 1u << 18          /* the part of the text that a script shows to subscribers */
};

/* Hints of one attribute's value: words split at case changes and at everything that is no letter. */
uint32_t hints_of_names(const char *value, size_t size);

#endif
