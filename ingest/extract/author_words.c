#include "ingest/extract/author_words.h"

#include "ingest/extract/author_names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* In lower case; a space or a colon at the end is part of it. Longer ones first where one begins like another. */
static const char *const introductions[] = {"written by ",
                                            "posted by ",
                                            "published by ",
                                            "reported by ",
                                            "story by ",
                                            "words by ",
                                            "text by ",
                                            "article by ",
                                            "reviewed by ",
                                            "by: ",
                                            "by:",
                                            "by ",
                                            "author: ",
                                            "author ",
                                            "authors: ",
                                            "byline: ",
                                            "geschrieben von ",
                                            "von ",
                                            "ein kommentar von ",
                                            "eine analyse von ",
                                            "ein gastbeitrag von ",
                                            "text: ",
                                            "text von ",
                                            "autor: ",
                                            "autoren: ",
                                            "autorin: ",
                                            "interview: ",
                                            "interview von ",
                                            "foto: ",
                                            "par ",
                                            "propos recueillis par ",
                                            "publié par ",
                                            "por ",
                                            "escrito por ",
                                            "di ",
                                            "a cura di ",
                                            "door ",
                                            "av ",
                                            "af ",
                                            "skrevet af ",
                                            "skriven av ",
                                            "tekst: ",
                                            "autor ",
                                            "kirjoittanut ",
                                            "oleh ",
                                            "oleh: ",
                                            "作者：",
                                            "作者:",
                                            "作者",
                                            "文/",
                                            "文／",
                                            "记者 ",
                                            "记者：",
                                            "記者",
                                            "责任编辑：",
                                            "编辑："};

/* Words that end a name: what follows tells where, when or what. */
static const char *const enders[] = {
    "on", "in",  "at", "for", "from", "published", "updated", "posted",  "is", "was", "has", "with",  "via", "aus",
    "am", "vom", "le", "el",  "pour", "para",      "about",   "special", "as", "to",  "who", "filed", "last"};

/* Labels that end a name however they are written. */
static const char *const labels[] = {"published", "updated",   "posted",  "modified",     "stand",
                                     "stand:",    "datum",     "datum:",  "aktualisiert", "veröffentlicht",
                                     "publié",    "publicado", "follow",  "published:",   "updated:",
                                     "posted:",   "last",      "contact", "share"};

/* A part with one of these words is a job or an office, not a person. */
static const char *const jobs[] = {"click",
                                   "here",
                                   "watch",
                                   "live",
                                   "sponsored",
                                   "gesponserte",
                                   "inhalte",
                                   "weitere",
                                   "artikel",
                                   "zeige",
                                   "alle",
                                   "head",
                                   "contributed",
                                   "exclusive",
                                   "interview",
                                   "analysis",
                                   "opinion",
                                   "stand",
                                   "letzte",
                                   "nachricht",
                                   "rubrik",
                                   "publiziert",
                                   "redakteure",
                                   "stiftung",
                                   "e.v",
                                   "por",
                                   "par",
                                   "manga",
                                   "admin",
                                   "administrator",
                                   "editor",
                                   "editors",
                                   "editorial",
                                   "redaktion",
                                   "redakteur",
                                   "redakteurin",
                                   "redaction",
                                   "rédaction",
                                   "redacción",
                                   "redazione",
                                   "redactie",
                                   "redaksi",
                                   "redakcja",
                                   "staff",
                                   "team",
                                   "newsroom",
                                   "desk",
                                   "reporter",
                                   "reporters",
                                   "correspondent",
                                   "correspondents",
                                   "writer",
                                   "writers",
                                   "journalist",
                                   "contributor",
                                   "contributors",
                                   "columnist",
                                   "producer",
                                   "director",
                                   "professor",
                                   "bureau",
                                   "agency",
                                   "agencies",
                                   "news",
                                   "press",
                                   "media",
                                   "online",
                                   "wire",
                                   "wires",
                                   "service",
                                   "services",
                                   "guest",
                                   "anonymous",
                                   "author",
                                   "autor",
                                   "website",
                                   "webmaster",
                                   "chief",
                                   "senior",
                                   "associate",
                                   "university",
                                   "reuters",
                                   "afp",
                                   "dpa",
                                   "apa",
                                   "efe",
                                   "ansa",
                                   "bloomberg",
                                   "kna",
                                   "epd",
                                   "read",
                                   "more",
                                   "follow",
                                   "view",
                                   "all",
                                   "posts",
                                   "articles",
                                   "profile",
                                   "bio",
                                   "share",
                                   "email",
                                   "twitter",
                                   "facebook",
                                   "instagram",
                                   "photo",
                                   "photos",
                                   "photography",
                                   "images",
                                   "getty",
                                   "foto",
                                   "fotos",
                                   "video",
                                   "comments",
                                   "comment",
                                   "minutes",
                                   "min",
                                   "subscribe",
                                   "the",
                                   "a",
                                   "our",
                                   "this",
                                   "und",
                                   "politik",
                                   "wirtschaft",
                                   "magazine",
                                   "magazin",
                                   "group",
                                   "gmbh",
                                   "inc",
                                   "ltd",
                                   "llc",
                                   "corp",
                                   "unknown",
                                   "undefined",
                                   "null",
                                   "user",
                                   "guestauthor",
                                   "gastautor",
                                   "gastbeitrag",
                                   "von",
                                   "by",
                                   "archive",
                                   "archiv"};

static const char *const joiners[] = {"and", "und", "et", "og", "och", "y", "e", "i", "en", "ja", "ve"};

static bool is_in(const char *const *list, size_t count, const char *word, size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == size && strncasecmp(list[i], word, size) == 0)
            return true;
    return false;
}

bool author_word_is_job(const char *word, size_t size)
{
    return is_in(jobs, sizeof jobs / sizeof *jobs, word, size);
}

bool author_word_ends(const char *word, size_t size)
{
    return is_in(enders, sizeof enders / sizeof *enders, word, size);
}

bool author_word_is_label(const char *word, size_t size)
{
    return is_in(labels, sizeof labels / sizeof *labels, word, size);
}

bool author_word_joins(const char *word, size_t size)
{
    return is_in(joiners, sizeof joiners / sizeof *joiners, word, size);
}

const char *author_names_after_introduction(const char *text)
{
    /* "ByJane Roe": the space was left to a style sheet. */
    if (strncmp(text, "By", 2) == 0 && (isupper((unsigned char)text[2]) || strncmp(text + 2, "by ", 3) == 0))
        text += 2;
    for (size_t i = 0; i < sizeof introductions / sizeof *introductions; i++) {
        size_t size = strlen(introductions[i]);
        if (strncasecmp(text, introductions[i], size) == 0 && text[size] != '\0')
            return text + size + strspn(text + size, " :");
    }
    return text;
}
