#include "ingest/extract/counter_line.h"

#include "ingest/date_words.h"

#include <string.h>

#define LONGEST      80 /* bytes of such a line */
#define LONGEST_WORD 24

/* What is counted; without accents, as date_fold_word() leaves them. */
static const char counted[] =
    " read reads views viewed comment comments like likes reader readers visitor visitors gelesen leser aufrufe "
    "kommentar "
    "kommentare lecture lectures vues commentaire commentaires visitas vistas lecturas leido comentario comentarios "
    "visualizacoes letture visualizzazioni commento commenti gelezen reactie reacties visningar visninger kommentarer "
    "komentarz komentarze komentarzy просмотр просмотра просмотров комментарий комментария комментариев перегляд "
    "перегляди переглядів коментар коментарі коментарів goruntulenme yorum 阅读 次阅读 浏览 次浏览 评论 条评论 閲覧 "
    "コメント 件のコメント 조회 조회수 댓글 ";

/* What else stands in such a line. */
static const char beside[] =
    " times time people are is online reading now so far min mins minute minutes mal x fois lu veces "
    "keer raz razy раз k m 次 件 회 ";

static bool is_in(const char *list, const char *word, size_t size)
{
    char wanted[DATE_WORD_SIZE + 2] = " ";
    if (size > LONGEST_WORD)
        return false;
    size_t folded = date_fold_word(word, size, wanted + 1);
    memcpy(wanted + 1 + folded, " ", 2);
    return strstr(list, wanted) != NULL;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte & 0x80) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* A dot or a bullet between two counters: U+00B7, U+2022. */
static bool is_mark(const char *word, size_t size)
{
    return (size == 2 && memcmp(word, "\xC2\xB7", 2) == 0) || (size == 3 && memcmp(word, "\xE2\x80\xA2", 3) == 0);
}

bool counter_line_is(const char *text, size_t size)
{
    bool number = false, thing = false;
    if (size > LONGEST)
        return false;
    for (size_t at = 0; at < size;) {
        size_t start = at;
        if (!is_letter(text[at])) {
            number |= is_digit(text[at++]);
            continue;
        }
        while (at < size && is_letter(text[at]))
            at++;
        if (is_mark(text + start, at - start))
            continue;
        bool known = is_in(counted, text + start, at - start);
        if (!known && !is_in(beside, text + start, at - start))
            return false;
        thing |= known;
    }
    return number && thing;
}
