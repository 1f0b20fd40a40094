#include "ingest/extract/author_words.h"

#include "common/text.h"
#include "ingest/date_words.h"
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
                                            "guest post by ",
                                            "a post by ",
                                            "by: ",
                                            "by:",
                                            "by | ",
                                            "by ",
                                            "authors: ",
                                            "author: ",
                                            "author ",
                                            "byline: ",
                                            "ein kommentar von ",
                                            "ein artikel von ",
                                            "erstellt von ",
                                            "eingestellt von ",
                                            "ein beitrag von ",
                                            "gepostet von ",
                                            "edited by ",
                                            "veröffentlicht von ",
                                            "ein gastbeitrag von ",
                                            "eine analyse von ",
                                            "ein interview von ",
                                            "geschrieben von ",
                                            "verfasst von ",
                                            "kommentar von ",
                                            "interview von ",
                                            "interview: ",
                                            "text und bilder: ",
                                            "text von ",
                                            "text: ",
                                            "bericht von ",
                                            "von: ",
                                            "von ",
                                            "autorinnen: ",
                                            "autorin: ",
                                            "autorin ",
                                            "autoren: ",
                                            "autoren ",
                                            "autor: ",
                                            "autor ",
                                            "redaktion: ",
                                            "propos recueillis par ",
                                            "rédigé par ",
                                            "publié par ",
                                            "écrit par ",
                                            "ecrit par ",
                                            "par: ",
                                            "par ",
                                            "auteurs: ",
                                            "auteurs : ",
                                            "auteur: ",
                                            "auteur : ",
                                            "auteur ",
                                            "escrito por ",
                                            "publicado por ",
                                            "redactado por ",
                                            "por: ",
                                            "por ",
                                            "autora: ",
                                            "autores: ",
                                            "scritto da ",
                                            "pubblicato da ",
                                            "a cura di ",
                                            "autore: ",
                                            "di ",
                                            "geschreven door ",
                                            "door: ",
                                            "door ",
                                            "auteurs ",
                                            "skrevet av ",
                                            "skrevet af ",
                                            "skriven av ",
                                            "av: ",
                                            "av ",
                                            "af: ",
                                            "af ",
                                            "tekst: ",
                                            "teksti: ",
                                            "kirjoittanut ",
                                            "kirjoittaja: ",
                                            "tekst ",
                                            "napisał ",
                                            "napisała ",
                                            "autorzy: ",
                                            "opracowanie: ",
                                            "napsal ",
                                            "napsala ",
                                            "autoři: ",
                                            "piše: ",
                                            "piše ",
                                            "avtor: ",
                                            "szerző: ",
                                            "írta: ",
                                            "de: ",
                                            "scris de ",
                                            "yazan: ",
                                            "haber: ",
                                            "oleh: ",
                                            "oleh ",
                                            "penulis: ",
                                            "tác giả: ",
                                            "автор: ",
                                            "автор ",
                                            "авторы: ",
                                            "текст: ",
                                            "автори: ",
                                            "συντάκτης: ",
                                            "του ",
                                            "της ",
                                            "כתב: ",
                                            "מאת: ",
                                            "מאת ",
                                            "بقلم: ",
                                            "بقلم ",
                                            "كتب: ",
                                            "كتب ",
                                            "कर्ता: ",
                                            "लेखक: ",
                                            "作者：",
                                            "作者:",
                                            "文｜",
                                            "文|",
                                            "文/",
                                            "文／",
                                            "文：",
                                            "文:",
                                            "记者：",
                                            "記者：",
                                            "撰文：",
                                            "责任编辑：",
                                            "编辑：",
                                            "執筆：",
                                            "取材・文：",
                                            "글 ",
                                            "기자 "};

/* Words that end a name: what follows tells where, when or what. */
static const char enders[] =
    " on in at for from published updated posted is was has with via aus am vom pour para about "
    "special as to who filed last im fur bei auf mit sowie nach ";

/* Labels that end a name however they are written. */
static const char labels[] =
    " published updated posted modified stand quelle quelle: source source: tags: genre: reviewed edited fact "
    "medically stand: datum datum: aktualisiert veroffentlicht publie publicado follow "
    "published: updated: posted: last contact share foto foto: fotos fotos: photo photo: photos photos: photographs "
    "photography: bild bild: bilder: bilder illustration illustration: illustrationen illustrations video video: "
    "kamera: publie: publicado: lesezeit lesezeit: pubblicato gepubliceerd publisert publicerad opublikowano "
    "aktualizace fotografie: zdjecia: foto/ lesedauer: lasttid opdateret oppdatert uppdaterad mis aggiornato ";

/* A part with one of these words is a job or an office, not a person. */
static const char jobs[] =
    " click here watch live sponsored gesponserte inhalte weitere artikel zeige alle head contributed exclusive "
    "interview analysis opinion stand letzte nachricht rubrik publiziert redakteure stiftung e.v por par manga admin "
    "administrator editor editors editorial redaktion redakteur redakteurin redaction redaccion redazione redactie "
    "redaksi redakcja redakce redaktionen toimitus staff team newsroom desk reporter reporters correspondent "
    "correspondents writer writers journalist journalists contributor contributors columnist producer director "
    "professor bureau agency agencies news press media online wire wires service services guest anonymous author "
    "authors autor website webmaster chief senior associate university reuters afp dpa apa efe ansa bloomberg kna epd "
    "sid sda xinhua tass ap aap upi pti ians jiji kyodo yonhap lusa belga ritzau tt ntb stt pap ctk mti agerpres anp "
    "read more follow view all posts articles profile bio share email twitter facebook instagram photo photos "
    "photography images getty foto fotos video comments comment minutes min subscribe the a our this und politik "
    "wirtschaft magazine magazin group gmbh inc ltd llc corp unknown undefined null user guestauthor gastautor "
    "gastbeitrag von by archive archiv login size text member members sign menu search newsletter manager officer "
    "president coordinator specialist expert consultant analyst founder co-founder ceo cto cfo contact about finance "
    "platform development marketing support board institute foundation association verlag zeitung kurier tageblatt "
    "anzeiger presse gazette herald tribune times post network company committee ministry department association "
    "society club college school academy center centre council federation union bank post: hours ago today yesterday "
    "tags category categories published updated ab bis seit uber via monday tuesday wednesday thursday friday saturday "
    "sunday montag dienstag mittwoch donnerstag freitag samstag sonntag sat fri thu wed tue sun released released: "
    "educators award award-winning ";

static const char agencies[] = " reuters afp dpa apa efe ansa bloomberg kna epd sid sda xinhua tass ap aap upi pti "
                               "ians jiji kyodo yonhap lusa belga ritzau tt ntb stt pap ctk mti agerpres anp ";

static const char nobodies[] = " staff admin administrator webmaster no guest anonymous unknown undefined null user "
                               "guestauthor gastautor contributor http https ";

static const char joiners[] = " and und et og och y e i en ja ve a si oraz dan и та και و ";

static const char particles[] =
    " von van de der den da do dos das del della di du la le el al bin ibn ben bint af av zu "
    "zur zum ten ter te y e d' 't het dela degli dei dal lo las los und i mac mc ap o' "
    "abu bar ";

static const char degrees[] =
    " md m.d. m.d phd ph.d. ph.d mba mph msc ms ma jd esq esq. rn rd rdn ld cfp cfp® cfa cpa dvm "
    "vmd dds dmd do facs facp faclm dacvb lvt vts cpp psp psyd edd lcsw cscs cpt nsca-cpt ";

static bool is_in(const char *list, const char *word, size_t size)
{
    char wanted[DATE_WORD_SIZE + 2];
    if (size == 0 || size > 32)
        return false;
    size_t folded = date_fold_word(word, size, wanted + 1);
    wanted[0] = ' ';
    memcpy(wanted + 1 + folded, " ", 2);
    return strstr(list, wanted) != NULL;
}

bool author_word_is_job(const char *word, size_t size)
{
    return is_in(jobs, word, size);
}

bool author_word_is_agency(const char *word, size_t size)
{
    return is_in(agencies, word, size);
}

bool author_word_is_nobody(const char *word, size_t size)
{
    return is_in(nobodies, word, size);
}

bool author_word_ends(const char *word, size_t size)
{
    return is_in(enders, word, size);
}

bool author_word_is_label(const char *word, size_t size)
{
    return is_in(labels, word, size);
}

bool author_word_joins(const char *word, size_t size)
{
    return is_in(joiners, word, size);
}

bool author_word_is_particle(const char *word, size_t size)
{
    return is_in(particles, word, size) || (size > 2 && (word[1] == '\'' || strncmp(word + 1, "’", 3) == 0)) ||
           (size > 3 && strncmp(word, "al-", 3) == 0);
}

bool author_word_is_degree(const char *word, size_t size)
{
    return size > 1 && isupper((unsigned char)word[0]) && is_in(degrees, word, size);
}

/* "By" without its space before a capital, which was left to a style sheet: "ByJane Roe". */
static const char *after_glued_by(const char *text)
{
    bool by = strncasecmp(text, "by", 2) == 0;
    return by && isupper((unsigned char)text[2]) && (islower((unsigned char)text[3]) || text[3] == '.') ? text + 2
                                                                                                        : text;
}

/* In lower case, as far as the introductions need it: Latin, Greek and Cyrillic. */
static uint32_t lower(uint32_t c)
{
    bool capital =
        (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
    return capital ? c + 32 : c;
}

/* How much of the text `introduction` takes; 0 if the text does not begin with it. */
static size_t match(const char *text, const char *end, const char *introduction)
{
    const char *at = text, *wanted = introduction, *wanted_end = wanted + strlen(wanted);
    while (wanted < wanted_end) {
        if (at >= end || lower(utf8_next(&at, end)) != lower(utf8_next(&wanted, wanted_end)))
            return 0;
    }
    return (size_t)(at - text);
}

const char *author_names_after_introduction(const char *text)
{
    if (strncmp(text, "By", 2) == 0 && strncmp(text + 2, "by ", 3) == 0)
        text += 2;
    text = after_glued_by(text);
    const char *end = text + strlen(text);
    for (size_t i = 0; i < sizeof introductions / sizeof *introductions; i++) {
        unsigned char expected = (unsigned char)*introductions[i];
        bool first = expected >= 0x80 ? (unsigned char)*text >= 0x80 : (*text | 32) == expected;
        size_t size = first ? match(text, end, introductions[i]) : 0;
        if (size > 0 && text[size] != '\0')
            return text + size + strspn(text + size, " :");
    }
    return text;
}

/* "| By Jane Roe", "16:45 by Jane Roe", "Text: Jane Roe", but not "a book by Jane Roe". */
static bool is_set_off(const char *line, const char *at, const char *name)
{
    while (at > line && at[-1] == ' ')
        at--;
    return name[-1] == ':' || (name[-1] == ' ' && name[-2] == ':') || at == line || !isalpha((unsigned char)at[-1]);
}

const char *author_names_after_next_introduction(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (at == text || at[-1] != ' ')
            continue;
        const char *name = author_names_after_introduction(at);
        bool large = isupper((unsigned char)*name) || (unsigned char)*name >= 0x80;
        if (name > at && large && is_set_off(text, at, name))
            return name;
    }
    return NULL;
}
