#include "ingest/extract/date_labels.h"

#include "ingest/extract/phrases.h"

bool date_says_published(const char *text, size_t size)
{
    /* Only ASCII is compared in any case: words of other scripts lack the letter that may be a capital. */
    static const char *const words[] = {
        "publish",     "posted",

        "written",     "created",     "date:",          "publié",         "paru le",     "mis en ligne",   "publicado",
        "publicada",   "publicación", "fecha:",         "veröffentlicht", "erschienen",  "stand:",         "erstellt",
        "geschrieben", "datum:",      "pubblicato",     "pubblicata",     "data:",       "gepubliceerd",   "geplaatst",
        "publicerad",  "publisert",   "udgivet",        "offentliggjort", "julkaistu",   "opublikowano",   "dodano",
        "publikováno", "vydáno",      "zverejnené",     "objavljeno",     "objavljen",   "megjelent",      "közzétéve",
        "létrehozva",  "publicat",    "yayın",          "eklenme",        "diterbitkan", "dipublikasikan", "xuất bản",
        "ngày đăng",   "публикован",  "ата публикации", "публіковано",    "убликувано",  "ημοσιεύ",        "ναρτήθηκε",
        "新聞日期",    "发布",        "發布",           "发表",           "發表",        "时间",           "時間",
        "公開",        "掲載",        "投稿日",         "配信",           "입력",        "등록",           "게시",
        "송고",        "نشر",         "تاريخ",          "انتشار",         "פורסם",       "प्रकाशित",        "เผยแพร่"};
    return phrases_any(text, size, words, sizeof words / sizeof *words);
}

bool date_says_modified(const char *text, size_t size)
{
    static const char *const words[] = {"updated",     "modified",   "aktualisiert", "mis à jour", "modifié le",
                                        "actualizado", "atualizado", "aggiornato",   "bijgewerkt", "oppdatert",
                                        "uppdaterad",  "opdateret",  "güncelle",     "обновлен",   "更新"};
    return phrases_any(text, size, words, sizeof words / sizeof *words);
}
