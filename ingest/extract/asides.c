#include "ingest/extract/asides.h"

#include "ingest/extract/counter_line.h"

#include <string.h>
#include <strings.h>

#define LONGEST_POINTER 300
#define LONGEST_APPEAL  300
#define LONGEST_CREDIT  160
#define LONGEST_CAPTION 450 /* that ends with a credit */
#define LONGEST_NAME    80  /* of who is given credit */
#define COLON_WITHIN    24  /* bytes behind the words that a colon makes a label */
#define POINTER_LINKS   .3
#define ADVERT_LINKS    .6 /* of a line that a label of advertisements begins */

/* Capitals of ASCII letters do not matter; others are as lines begin with them. */
static const char *const pointers[] = {"also read",
                                       "read also",
                                       "read more",
                                       "read next",
                                       "see also",
                                       "more on this",
                                       "more from",
                                       "related",
                                       "further reading",
                                       "up next",
                                       "you may also like",
                                       "you might also like",
                                       "recommended",
                                       "don't miss",
                                       "don\xE2\x80\x99t miss",
                                       "lesen sie",
                                       "lies auch",
                                       "lest auch",
                                       "mehr zum thema",
                                       "mehr dazu",
                                       "weiterlesen",
                                       "zum thema",
                                       "auch interessant",
                                       "das k\xC3\xB6nnte sie auch interessieren",
                                       "schon gelesen",
                                       "siehe auch",
                                       "lire aussi",
                                       "\xC3\x80 lire",
                                       "a lire",
                                       "lire \xC3\xA9galement",
                                       "voir aussi",
                                       "sur le m\xC3\xAAme sujet",
                                       "lee tambi\xC3\xA9n",
                                       "lea tambi\xC3\xA9n",
                                       "leer m\xC3\xA1s",
                                       "lea adem\xC3\xA1s",
                                       "ver tambi\xC3\xA9n",
                                       "mira tambi\xC3\xA9n",
                                       "te puede interesar",
                                       "le puede interesar",
                                       "leia tamb\xC3\xA9m",
                                       "leia mais",
                                       "veja tamb\xC3\xA9m",
                                       "saiba mais",
                                       "leggi anche",
                                       "leggi di pi\xC3\xB9",
                                       "potrebbe interessarti",
                                       "lees ook",
                                       "lees meer",
                                       "bekijk ook",
                                       "l\xC3\xA4s ocks\xC3\xA5",
                                       "l\xC3\xA4s mer",
                                       "l\xC3\xA4s \xC3\xA4ven",
                                       "les ogs\xC3\xA5",
                                       "l\xC3\xA6s ogs\xC3\xA5",
                                       "les mer",
                                       "l\xC3\xA6s mere",
                                       "lue my\xC3\xB6s",
                                       "tambi\xC3\xA9n puede leer",
                                       "mehr lesen",
                                       "lue lis\xC3\xA4\xC3\xA4",
                                       "czytaj te\xC5\xBC",
                                       "czytaj tak\xC5\xBC"
                                       "e",
                                       "czytaj r\xC3\xB3wnie\xC5\xBC",
                                       "zobacz te\xC5\xBC",
                                       "zobacz tak\xC5\xBC"
                                       "e",
                                       "\xC4\x8C"
                                       "t\xC4\x9Bte tak\xC3\xA9",
                                       "\xC4\x8C\xC3\xADtajte aj",
                                       "olvassa el",
                                       "kapcsol\xC3\xB3"
                                       "d\xC3\xB3",
                                       "cite\xC8\x99te \xC8\x99i",
                                       "citi\xC8\x9Bi \xC8\x99i",
                                       "vezi \xC8\x99i",
                                       "Читайте также",
                                       "Читайте ещё",
                                       "Смотрите также",
                                       "По теме",
                                       "Читайте також",
                                       "Прочетете още",
                                       "Вижте още",
                                       "\xC4\x8Citajte jo\xC5\xA1",
                                       "pro\xC4\x8Ditajte i",
                                       "opširnije",
                                       "Διαβάστε επίσης",
                                       "Διαβάστε ακόμα",
                                       "ayrıca okuyun",
                                       "ilgili haber",
                                       "اقرأ أيضا",
                                       "اقرأ المزيد",
                                       "بیشتر بخوانید",
                                       "קראו גם",
                                       "यह भी पढ़ें",
                                       "ये भी पढ़ें",
                                       "baca juga",
                                       "xem thêm",
                                       "อ่านเพิ่มเติม",
                                       "推荐阅读",
                                       "相关阅读",
                                       "延伸阅读",
                                       "相关新闻",
                                       "相關新聞",
                                       "関連記事",
                                       "あわせて読みたい",
                                       "관련기사",
                                       "관련 기사",
                                       NULL};

static const char *const pictures[] = {"photo",
                                       "photos",
                                       "photograph",
                                       "foto",
                                       "fotos",
                                       "fotografie",
                                       "fotograf\xC3\xAD"
                                       "a",
                                       "fotografia",
                                       "bild",
                                       "bilder",
                                       "titelbild",
                                       "archivbild",
                                       "symbolbild",
                                       "beitragsbild",
                                       "bildquelle",
                                       "image",
                                       "images",
                                       "picture",
                                       "pictures",
                                       "credit",
                                       "credits",
                                       "cr\xC3\xA9"
                                       "dit",
                                       "cr\xC3\xA9"
                                       "dits",
                                       "imagen",
                                       "imagem",
                                       "immagine",
                                       "zdj\xC4\x99"
                                       "cie",
                                       "kuva",
                                       "kép",
                                       "fot\xC3\xB3",
                                       "Фото",
                                       "Снимка",
                                       "写真",
                                       "图片",
                                       "图源",
                                       "圖",
                                       "사진",
                                       "Foto",
                                       NULL};

static const char *const credits[] = {"photo by",       "photos by",      "photograph by", "image by",
                                      "photo courtesy", "image courtesy", "foto von",      NULL};

static const char *const labels[] = {"advertisement",
                                     "advertisements",
                                     "sponsored",
                                     "story continues below advertisement",
                                     "article continues below advertisement",
                                     "anzeige",
                                     "werbung",
                                     "weiter nach der anzeige",
                                     "publicit\xC3\xA9",
                                     "publicidad",
                                     "publicidade",
                                     "pubblicit\xC3\xA0",
                                     "advertentie",
                                     "annons",
                                     "annonse",
                                     "annonce",
                                     "mainos",
                                     "reklama",
                                     "reklam",
                                     "Реклама",
                                     "iklan",
                                     "quảng cáo",
                                     "広告",
                                     "广告",
                                     "廣告",
                                     "광고",
                                     "إعلان",
                                     NULL};

static const char *const appeals[] = {"sign up",
                                      "subscribe",
                                      "want more",
                                      "get the latest",
                                      "get our",
                                      "never miss",
                                      "stay up to date",
                                      "stay informed",
                                      "jetzt abonnieren",
                                      "abonnieren sie",
                                      "melden sie sich",
                                      "inscrivez-vous",
                                      "abonnez-vous",
                                      "suscr\xC3\xAD",
                                      "reg\xC3\xADstrate",
                                      "iscriviti",
                                      "inscreva-se",
                                      "assine",
                                      "receba",
                                      "schrijf je in",
                                      "prenumerera",
                                      "zapisz si\xC4\x99",
                                      "meld deg p\xC3\xA5",
                                      "tilmeld dig",
                                      NULL};

static const char *const newsletters[] = {"newsletter",     "nieuwsbrief", "nyhetsbrev", "nyhedsbrev",
                                          "bolet\xC3\xADn", "infolettre",  NULL};

static bool is_word_byte(unsigned char byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Whether `word` stands at the start of a text; ASCII words have to end there. */
static bool begins(const char *text, size_t size, const char *word, size_t length)
{
    if (size < length || strncasecmp(text, word, length) != 0)
        return false;
    return size == length || (unsigned char)word[length - 1] >= 0x80 || !is_word_byte((unsigned char)text[length]);
}

/* Length of the longest of the words that the text begins with; 0 if it begins with none. */
static size_t find_start(const char *text, size_t size, const char *const *words)
{
    size_t longest = 0;
    for (; *words; words++) {
        if (size == 0 || ((**words ^ *text) & ~0x20)) /* most words, and quickly */
            continue;
        size_t length = strlen(*words);
        if (length > longest && begins(text, size, *words, length))
            longest = length;
    }
    return longest;
}

/* Length of a colon at the start: the ASCII one or the wide one; 0 if there is none. */
static size_t colon_at(const char *text, size_t size)
{
    if (size > 0 && *text == ':')
        return 1;
    return size >= 3 && memcmp(text, "\xEF\xBC\x9A", 3) == 0 ? 3 : 0;
}

static bool colon_follows(const char *text, size_t size)
{
    for (size_t i = 0; i < size && i <= COLON_WITHIN && text[i] != '.'; i++)
        if (colon_at(text + i, size - i))
            return true;
    return false;
}

/* A caption that ends with "Photo: Name" or "© Name". */
static bool ends_with_credit(const char *text, size_t size)
{
    size_t earliest = size > LONGEST_NAME ? size - LONGEST_NAME : 0, at = size;
    while (at > earliest && !colon_at(text + at - 1, size - at + 1) && !strchr(".!?", text[at - 1]))
        at--;
    size_t colon = at > earliest ? colon_at(text + at - 1, size - at + 1) : 0;
    if (colon == 0 || at - 1 + colon >= size)
        return false;
    size_t end = at - 1, start = end;
    while (start > 0 && is_word_byte((unsigned char)text[start - 1]))
        start--;
    return start > 0 && end > start && find_start(text + start, end - start, pictures) == end - start;
}

static bool is_credit(const char *text, size_t size)
{
    if (size <= LONGEST_CREDIT && (strncmp(text, "\xC2\xA9", 2) == 0 || find_start(text, size, credits) > 0))
        return true;
    size_t start = size <= LONGEST_CREDIT ? find_start(text, size, pictures) : 0;
    return (start > 0 && colon_follows(text + start, size - start)) ||
           (size <= LONGEST_CAPTION && ends_with_credit(text, size));
}

static bool mentions_newsletter(const char *text, size_t size)
{
    for (const char *at = text; at < text + size; at++)
        if ((at == text || !is_word_byte((unsigned char)at[-1])) &&
            find_start(at, (size_t)(text + size - at), newsletters) > 0)
            return true;
    return false;
}

bool aside_is(const char *text, size_t size, double link_share)
{
    while (size > 0 && !is_word_byte((unsigned char)*text)) {
        text++;
        size--;
    }
    while (size > 0 && strchr(" -*|)]", text[size - 1]))
        size--;
    if (size == 0 || size > LONGEST_CAPTION)
        return false;
    size_t pointer = size <= LONGEST_POINTER && link_share >= POINTER_LINKS ? find_start(text, size, pointers) : 0;
    if (pointer > 0 && colon_follows(text + pointer, size - pointer))
        return true;
    size_t label = find_start(text, size, labels);
    if (label == size || (label > 0 && link_share >= ADVERT_LINKS))
        return true;
    if (is_credit(text, size) || counter_line_is(text, size))
        return true;
    return size <= LONGEST_APPEAL && find_start(text, size, appeals) > 0 && mentions_newsletter(text, size);
}
