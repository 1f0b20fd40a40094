#include "ingest/extract/author_words.h"

#include "common/text.h"
#include "ingest/date_words.h"
#include "ingest/extract/author_names.h"
#include "ingest/first_bytes.h"

#include <ctype.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#define NEAR_DATE 6 /* bytes between the last digit of a date and "by" */

/* In lower case; a space or a colon at the end is part of it. Longer ones first, as one may begin like another. */
static const char *const introductions[] = {"von unserem korrespondenten ",
                                            "von unserer korrespondentin ",
                                            "zeige alle beiträge von ",
                                            "propos recueillis par ",
                                            "ein gastbeitrag von ",
                                            "veröffentlicht von ",
                                            "eine reportage von ",
                                            "ein kommentar von ",
                                            "ein interview von ",
                                            "texte et photos : ",
                                            "gastkommentar von ",
                                            "eine analyse von ",
                                            "text und bilder: ",
                                            "teksti ja kuvat: ",
                                            "ein artikel von ",
                                            "eingestellt von ",
                                            "ein beitrag von ",
                                            "alle beiträge von ",
                                            "view all posts by ",
                                            "geschrieben von ",
                                            "geschreven door ",
                                            "ein bericht von ",
                                            "gastbeitrag von ",
                                            "un reportaje de ",
                                            "foto en tekst: ",
                                            "text och foto: ",
                                            "tekst og foto: ",
                                            "корреспондент: ",
                                            "author's name: ",
                                            "text und foto: ",
                                            "une enquête de ",
                                            "guest post by ",
                                            "recueillis par ",
                                            "kommentar von ",
                                            "interview von ",
                                            "publicado por ",
                                            "redactado por ",
                                            "pubblicato da ",
                                            "verslaggever: ",
                                            "publicerad av ",
                                            "recueilli par ",
                                            "all posts by ",
                                            "commentary by ",
                                            "ein essay von ",
                                            "entrevista de ",
                                            "published by ",
                                            "erstellt von ",
                                            "gepostet von ",
                                            "verfasst von ",
                                            "kirjoittanut ",
                                            "kirjoittaja: ",
                                            "opracowanie: ",
                                            "ditulis oleh ",
                                            "reporting by ",
                                            "interview by ",
                                            "reported by ",
                                            "bericht von ",
                                            "autorinnen: ",
                                            "escrito por ",
                                            "escrita por ",
                                            "reportagem: ",
                                            "rédigé par: ",
                                            "articolo di ",
                                            "journalist: ",
                                            "toimittaja: ",
                                            "подготовила ",
                                            "analysis by ",
                                            "compiled by ",
                                            "un texte de ",
                                            "una nota de ",
                                            "written by ",
                                            "article by ",
                                            "interview: ",
                                            "redaktion: ",
                                            "rédigé par ",
                                            "publié par ",
                                            "scritto da ",
                                            "skrevet av ",
                                            "skrevet af ",
                                            "skriven av ",
                                            "συντάκτης: ",
                                            "tekst door ",
                                            "opracowała ",
                                            "γράφουν οι ",
                                            "журналіст: ",
                                            "подготовил ",
                                            "opinion by ",
                                            "opinión de ",
                                            "posted by ",
                                            "a post by ",
                                            "edited by ",
                                            "écrit par ",
                                            "ecrit par ",
                                            "auteurs : ",
                                            "a cura di ",
                                            "texto por ",
                                            "autrice : ",
                                            "skribent: ",
                                            "reporter: ",
                                            "opracował ",
                                            "ρεπορτάζ: ",
                                            "redactor: ",
                                            "review by ",
                                            "story by ",
                                            "words by ",
                                            "authors: ",
                                            "alles von ",
                                            "text von ",
                                            "autorin: ",
                                            "autoren: ",
                                            "auteurs: ",
                                            "auteur : ",
                                            "autores: ",
                                            "napisała ",
                                            "autorzy: ",
                                            "scris de ",
                                            "penulis: ",
                                            "tác giả: ",
                                            "texto de ",
                                            "texte de ",
                                            "testo di ",
                                            "autorka: ",
                                            "muhabir: ",
                                            "γράφει ο ",
                                            "γράφει η ",
                                            "κείμενο: ",
                                            "laporan: ",
                                            "نویسنده: ",
                                            "text by ",
                                            "author: ",
                                            "byline: ",
                                            "autorin ",
                                            "autoren ",
                                            "auteur: ",
                                            "autora: ",
                                            "autore: ",
                                            "auteurs ",
                                            "teksti: ",
                                            "napisał ",
                                            "napsala ",
                                            "autoři: ",
                                            "szerző: ",
                                            "авторы: ",
                                            "автори: ",
                                            "texte : ",
                                            "napsal: ",
                                            "szöveg: ",
                                            "από τον ",
                                            "από την ",
                                            "laporan ",
                                            "author ",
                                            "autor: ",
                                            "auteur ",
                                            "tekst: ",
                                            "napsal ",
                                            "avtor: ",
                                            "yazan: ",
                                            "haber: ",
                                            "автор: ",
                                            "текст: ",
                                            "कर्ता: ",
                                            "texto: ",
                                            "texte: ",
                                            "testo: ",
                                            "oprac. ",
                                            "yazar: ",
                                            "به قلم ",
                                            "گزارش: ",
                                            "إعداد: ",
                                            "द्वारा ",
                                            "words: ",
                                            "story: ",
                                            "text: ",
                                            "autor ",
                                            "door: ",
                                            "tekst ",
                                            "piše: ",
                                            "írta: ",
                                            "oleh: ",
                                            "автор ",
                                            "بقلم: ",
                                            "लेखक: ",
                                            "par : ",
                                            "نوشته ",
                                            "بقلم/ ",
                                            "كتبت: ",
                                            "כתבה: ",
                                            "by | ",
                                            "von: ",
                                            "par: ",
                                            "por: ",
                                            "door ",
                                            "piše ",
                                            "oleh ",
                                            "כתב: ",
                                            "מאת: ",
                                            "بقلم ",
                                            "كتب: ",
                                            "责任编辑：",
                                            "取材・文：",
                                            "írta ",
                                            "bài: ",
                                            "كتبت ",
                                            "ライター：",
                                            "取材・文＝",
                                            "by: ",
                                            "von ",
                                            "par ",
                                            "por ",
                                            "av: ",
                                            "af: ",
                                            "de: ",
                                            "του ",
                                            "της ",
                                            "מאת ",
                                            "كتب ",
                                            "โดย ",
                                            "執筆者：",
                                            "文/图 ",
                                            "by:",
                                            "by ",
                                            "di ",
                                            "av ",
                                            "af ",
                                            "作者：",
                                            "作者:",
                                            "记者：",
                                            "記者：",
                                            "撰文：",
                                            "编辑：",
                                            "執筆：",
                                            "기자 ",
                                            "著者：",
                                            "筆者：",
                                            "글: ",
                                            "撰稿：",
                                            "撰稿:",
                                            "采写：",
                                            "采写:",
                                            "文｜",
                                            "文|",
                                            "文/",
                                            "文／",
                                            "文：",
                                            "文:",
                                            "글 ",
                                            "文＝",
                                            "文=",
                                            "文・",
                                            "글=",
                                            "글·"};

/* Words that end a name: what follows tells where, when or what. */
static const char enders[] =
    " on in at for from published updated posted is was has with via aus am vom pour para about "
    "special as to who filed last im fur bei auf mit sowie nach just an hour hours minute minutes yesterday today ago "
    "hace il prije ";

/* Labels that end a name however they are written. */
static const char labels[] =
    " published updated posted modified stand quelle quelle: source source: tags: genre: reviewed edited fact "
    "medically stand: datum datum: aktualisiert veroffentlicht publie publicado follow "
    "published: updated: posted: last contact share foto foto: fotos fotos: photo photo: photos photos: photographs "
    "photography: bild bild: bilder: bilder illustration illustration: illustrationen illustrations video video: "
    "kamera: publie: publicado: lesezeit lesezeit: pubblicato gepubliceerd publisert publicerad opublikowano "
    "aktualizace actualizado actualizado: actualizada actualizada: aktualisiert: fotografie: zdjecia: foto/ lesedauer: "
    "lasttid opdateret oppdatert uppdaterad mis aggiornato ";

/* A part with one of these words is a job or an office, not a person. */
static const char jobs[] =
    " wordpressadmin wpadmin wp-admin siteadmin webadmin autoren autores click here watch live sponsored gesponserte "
    "inhalte weitere artikel zeige alle head contributed exclusive "
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
    "educators award award-winning marketer representative candidate nachrichten rechtsanwalt rechtsanwaltin "
    "人氣 人气 阅读 評論 评论 編輯 编辑 記者 记者 作者 来源 來源 기자 특파원 편집부 "
    "редакция редактор корреспондент журналист агентство редакція кореспондент журналіст агенція συνταξη συντακτης "
    "συντακτικη ομαδα تحریریه تحرير المحرر محرر مراسل خبرنگار هيئة מערכת כתבי कार्यालय संवाददाता डेस्क ajansi muhabir "
    "muhabiri agentur agence agenzia agencja szerkesztoseg redactia redaksjonen redakcia redaksi wartawan kontributor "
    "colaborador colaboradora colaboradores correspondencia redactrice redacteur giornalista periodista ";

static const char agencies[] = " reuters afp dpa apa efe ansa bloomberg kna epd sid sda xinhua tass ap aap upi pti "
                               "ians jiji kyodo yonhap lusa belga ritzau tt ntb stt pap ctk mti agerpres anp ";

/* Of the jobs and agencies above: first names, and words that are family names behind a first name. */
static const char first_names[] = " sid efe apa lusa ";
static const char family_names[] = " sun friday monday post guest via ";

static const char nobodies[] =
    " staff admin administrator webmaster no guest anonymous unknown undefined null user "
    "guestauthor gastautor contributor http https wordpressadmin wpadmin wp-admin siteadmin webadmin ";

static const char joiners[] = " and und et og och y e i en ja ve a si oraz dan и та και و ";

static const char particles[] =
    " von van de der den da do dos das del della di du la le el al bin ibn ben bint af av zu "
    "zur zum ten ter te y e d' 't het dela degli dei dal lo las los und i mac mc ap o' "
    "abu bar ";

static const char degrees[] =
    " md m.d. m.d phd ph.d. ph.d mba mph msc m.s. m.a. d.o. jd esq esq. rn rd rdn ld cfp cfp® cfa cpa dvm "
    "vmd dds dmd facs facp faclm dacvb lvt vts cpp psp psyd edd lcsw cscs cpt nsca-cpt ";

static const char names_or_degrees[] = " ma do ms ";

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

/* German and Dutch build offices by joining words: "Projektleiterin", "Chefredakteur", "Pressesprecherin". */
static bool ends_like_job(const char *word, size_t size)
{
    static const char *const ends[] = {"leiter",    "leiterin",   "redakteur", "redakteurin", "redaktion",
                                       "sprecher",  "sprecherin", "referent",  "referentin",  "vorstand",
                                       "direktor",  "direktorin", "anwalt",    "anwaltin",    "beauftragte",
                                       "redacteur", "redactie",   "verband"};
    char folded[DATE_WORD_SIZE];
    if (size < 8 || size > 40)
        return false;
    size_t length = date_fold_word(word, size, folded);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (length > end && strcmp(folded + length - end, ends[i]) == 0)
            return true;
    }
    return false;
}

bool author_word_is_job(const char *word, size_t size)
{
    return is_in(jobs, word, size) || ends_like_job(word, size);
}

bool author_word_may_be_name(const char *word, size_t size, bool first)
{
    bool name = is_in(first_names, word, size) || (!first && is_in(family_names, word, size));
    return name && isupper((unsigned char)word[0]) && islower((unsigned char)word[1]);
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

bool author_word_ends_large(const char *word, size_t size)
{
    return (size == 3 && (memcmp(word, "For", 3) == 0 || memcmp(word, "The", 3) == 0)) ||
           (size == 4 && memcmp(word, "With", 4) == 0);
}

bool author_word_is_label(const char *word, size_t size)
{
    return is_in(labels, word, size);
}

bool author_word_joins(const char *word, size_t size)
{
    return is_in(joiners, word, size) && (size > 1 || islower((unsigned char)*word)); /* "A" is an initial */
}

bool author_word_is_particle(const char *word, size_t size)
{
    return is_in(particles, word, size) || (size > 2 && (word[1] == '\'' || strncmp(word + 1, "’", 3) == 0)) ||
           (size > 3 && strncmp(word, "al-", 3) == 0);
}

bool author_word_is_degree(const char *word, size_t size)
{
    if (size < 2 || !isupper((unsigned char)word[0]))
        return false;
    if (is_in(names_or_degrees, word, size)) /* "Adrian Ma", but "Jane Roe MA" */
        return isupper((unsigned char)word[1]);
    return is_in(degrees, word, size);
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

/* How much of the text the first `size` bytes of `introduction` take; 0 if the text does not begin with them. */
static size_t match(const char *text, const char *end, const char *introduction, size_t size)
{
    const char *at = text, *wanted = introduction, *wanted_end = wanted + size;
    while (wanted < wanted_end) {
        if (at < end && (unsigned char)*at < 0x80 && (unsigned char)*wanted < 0x80) {
            if (lower((unsigned char)*at++) != lower((unsigned char)*wanted++))
                return 0;
            continue;
        }
        if (at >= end || lower(utf8_next(&at, end)) != lower(utf8_next(&wanted, wanted_end)))
            return 0;
    }
    return (size_t)(at - text);
}

/* Introductions by the letter they begin with; those of other alphabets together. */
static struct first_bytes introduction_index;

static unsigned char letter_of(const char *text)
{
    unsigned char c = (unsigned char)*text;
    return c >= 0x80 ? 0x80 : c | 32;
}

static void index_introductions(void)
{
    for (size_t i = 0; i < sizeof introductions / sizeof *introductions; i++)
        first_bytes_add(&introduction_index, letter_of(introductions[i]));
}

/* The number of the first introduction that may begin the text, from 1; `introduction_index.next` has the others. */
static uint16_t first_introduction(const char *text)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, index_introductions);
    return introduction_index.first[letter_of(text)];
}

/* Most of those that begin with the same letter are told apart by the second. */
static bool is_other(const char *text, const char *introduction)
{
    unsigned char letter = (unsigned char)text[1], wanted = (unsigned char)introduction[1];
    return letter < 0x80 && wanted < 0x80 && wanted != '\0' && lower(letter) != lower(wanted);
}

const char *author_names_after_introduction(const char *text)
{
    const char *whole = text;
    text += *text == '('; /* "(Reporting by Jane Roe; …)" */
    if (strncmp(text, "By", 2) == 0 && strncmp(text + 2, "by ", 3) == 0)
        text += 2;
    text = after_glued_by(text);
    for (uint16_t i = first_introduction(text); i; i = introduction_index.next[i]) {
        const char *introduction = introductions[i - 1];
        if (is_other(text, introduction))
            continue;
        size_t size = match(text, text + strlen(text), introduction, strlen(introduction));
        if (size > 0 && text[size] != '\0')
            return text + size + strspn(text + size, " :");
    }
    return *whole == '(' ? whole : text;
}

bool author_names_only_introduction(const char *text)
{
    size_t size = strlen(text);
    bool colon = false;
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == ':'))
        colon |= text[--size] == ':';
    for (uint16_t i = size > 1 ? first_introduction(text) : 0; i; i = introduction_index.next[i]) {
        const char *introduction = introductions[i - 1];
        size_t wanted = strlen(introduction);
        bool needs_colon = false;
        while (wanted > 0 && (introduction[wanted - 1] == ' ' || introduction[wanted - 1] == ':'))
            needs_colon |= introduction[--wanted] == ':';
        if (wanted == size && (colon || !needs_colon) && match(text, text + size, introduction, wanted) == size)
            return true;
    }
    return false;
}

/* A title in quotation marks is followed by its own author. */
static bool ends_quotation(const char *line, const char *at)
{
    static const char *const marks[] = {"\"", "'", "”", "’", "“", "»", "«", "›", "‹", "」", "』"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if ((size_t)(at - line) >= size && memcmp(at - size, marks[i], size) == 0)
            return true;
    }
    return false;
}

/* "| By Jane Roe", "16:45 by Jane Roe", "Text: Jane Roe", but not "a book by Jane Roe". */
static bool is_set_off(const char *line, const char *at, const char *name)
{
    while (at > line && at[-1] == ' ')
        at--;
    for (const char *digit = at; digit > line && at - digit < NEAR_DATE; digit--)
        if (isdigit((unsigned char)digit[-1])) /* "23:30 EST by Jane Roe" */
            return true;
    return name[-1] == ':' || (name[-1] == ' ' && name[-2] == ':') || at == line ||
           (!isalpha((unsigned char)at[-1]) && !ends_quotation(line, at));
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
