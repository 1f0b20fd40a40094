/* links: ingest — which language a text is in, and whether the page is believed. */
#include "common/buffer.h"
#include "ingest/extract/extract.h"
#include "ingest/extract/language_text.h"
#include "ingest/extract/language_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *tag, *text;
} texts[] = {
    {"en", "The ferry has been in the harbour for six weeks, and the county said that it will not be back before May."},
    {"de",
     "Die Fähre liegt seit sechs Wochen im Hafen, und der Kreis sagt, dass sie nicht vor Mai wieder auf See ist."},
    {"fr",
     "Le bac est dans le port depuis six semaines et la région dit que les travaux ne seront pas finis avant mai."},
    {"es", "El barco lleva seis semanas en el puerto y la región dice que no vuelve antes de mayo, como se sabía ya."},
    {"pt", "A balsa está no porto há seis semanas e o município diz que não volta antes de maio, como já se sabia."},
    {"it",
     "Il traghetto è nel porto da sei settimane e la provincia dice che non sarà di nuovo in mare prima di maggio."},
    {"nl", "De veerboot ligt al zes weken in de haven en het bestuur zegt dat hij niet voor mei weer op zee is."},
    {"sv", "Färjan har legat i hamnen i sex veckor och det är inte klart om den kan vara till sjöss före maj."},
    {"da", "Færgen har ligget i havnen i seks uger, og det er ikke blevet klart, om den kan være på søen efter maj."},
    {"no",
     "Fergen har ligget i havnen i seks uker, og det er ikke klart om den kan være på sjøen etter mai, sier byen."},
    {"fi", "Lautta on ollut satamassa kuusi viikkoa, ja kunnan mukaan se ei ole merellä ennen toukokuuta, mutta myös "
           "bussi kulkee, sekä se on täynnä."},
    {"pl", "Prom stoi w porcie od sześciu tygodni i nie jest jasne, czy wróci na morze przed majem, jak mówi gmina."},
    {"cs", "Přívoz stojí v přístavu šest týdnů a kraj uvedl, že se na vodu nevrátí před květnem, ale od května ano."},
    {"sk", "Kompa stojí v prístave šesť týždňov a kraj uviedol, že sa na vodu nevráti pred májom, ale od mája áno."},
    {"hu", "A komp hat hete áll a kikötőben, és a megye szerint nem indul el május előtt, csak ha az új cölöpök is "
           "a helyükön vannak már."},
    {"ro", "Bacul stă în port de șase săptămâni și județul spune că nu se întoarce pe apă până în mai, dar că va fi "
           "o cursă cu autobuzul."},
    {"hr", "Trajekt stoji u luci šest tjedana i županija kaže da se ne vraća na more prije svibnja, što je bio plan "
           "koji je poznat."},
    {"sl", "Trajekt stoji v pristanišču šest tednov in občina pravi, da se ne vrne na morje pred majem, ki pa je že "
           "blizu, kot so tudi rekli."},
    {"tr", "Feribot altı haftadır limanda ve belediye mayıs ayından önce denize dönmeyeceğini söyledi, bu bir yıl "
           "için çok uzun, daha kısa olan da var."},
    {"id", "Feri itu sudah enam minggu di pelabuhan dan pemerintah daerah mengatakan tidak akan kembali ke laut "
           "dalam bulan ini, karena tiang yang baru belum datang."},
    {"vi", "Chiếc phà đã nằm trong cảng sáu tuần và huyện cho biết nó không được ra biển trước tháng năm, các cọc mới "
           "của bến là những cọc lớn."},
    {"ca", "El transbordador és al port des de fa sis setmanes i la comarca diu que no hi ha barca amb els passatgers "
           "però al maig va a tornar per mar."},
    {"et", "Praam on olnud sadamas kuus nädalat ja vald ütles, et see ei ole merel enne maid, kui ka uued vaiad on "
           "kohal ning oma kohal."},
    {"tl", "Ang lantsa ay nasa daungan na nang anim na linggo at hindi ito babalik sa dagat, ayon sa mga opisyal ng "
           "bayan, para sa mga pasahero."},
    {"ru",
     "Паром стоит в порту шесть недель, и в районе говорят, что он не выйдет в море до мая, как это было раньше."},
    {"uk",
     "Пором стоїть у порту шість тижнів, і в районі кажуть, що він не вийде в море до травня, як це було за планом."},
    {"bg", "Фериботът е на пристанището от шест седмици и от общината казват, че не ще се върне в морето по план."},
    {"sr",
     "Трајект је у луци шест недеља и општина каже да се не враћа на море пре маја, што је био план који су имали."},
    {"kk", "Паром портта алты апта тұр, және аудан әкімдігі оның мамырға дейін теңізге шықпайтынын айтты, жаңа қадалар "
           "келмеген."},
    {"el", "Το πορθμείο μένει στο λιμάνι εδώ και έξι εβδομάδες και δεν επιστρέφει πριν από τον Μάιο."},
    {"he", "המעבורת עומדת בנמל כבר שישה שבועות ולא תחזור לים לפני חודש מאי, כך נמסר מן המועצה."},
    {"ar", "العبارة راسية في الميناء منذ ستة أسابيع ولن تعود إلى البحر قبل شهر مايو، كما أعلنت البلدية."},
    {"fa", "کشتی شش هفته است که در بندر مانده و پیش از پاییز به دریا باز خواهد گشت."},
    {"ur", "کشتی چھ ہفتوں سے بندرگاہ میں کھڑی ہے اور مئی سے پہلے سمندر میں واپس نہیں جائے گی، ضلع نے بتایا ہے۔"},
    {"hi", "नौका छह सप्ताह से बंदरगाह में खड़ी है और मई से पहले समुद्र में नहीं लौटेगी, जिले ने बताया।"},
    {"th", "เรือข้ามฟากจอดอยู่ที่ท่าเรือมาหกสัปดาห์แล้ว และจะไม่กลับออกทะเลก่อนเดือนพฤษภาคม"},
    {"ko", "여객선은 여섯 주째 항구에 묶여 있으며 오월 전에는 바다로 돌아가지 못한다고 군이 밝혔다."},
    {"ja", "フェリーは六週間前から港に止まったままで、五月までは海に戻らないと郡が発表した。"},
    {"zh", "渡轮已在港口停泊六周，县政府说五月之前不会复航，旅客需改乘汽车绕行。"},
};

static void tells_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool plainly;
        const char *found = language_of_text(texts[i].text, strlen(texts[i].text), &plainly);
        if (strcmp(found ? found : "none", texts[i].tag) != 0)
            fail_msg("%s instead of %s: %s", found, texts[i].tag, texts[i].text);
    }
}

static void stays_silent(void **state)
{
    static const char *const silent[] = {
        "", "Hello", "12 345 678 90", "Qwxz blorf gnup trewk sdflkj wert zxcv bnmq rtyu",
        "Sony Nokia Siemens Philips Motorola Apple Samsung Huawei Xiaomi Lenovo Acer Asus Dell"};
    (void)state;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        bool plainly = true;
        assert_null(language_of_text(silent[i], strlen(silent[i]), &plainly));
        assert_false(plainly);
    }
}

static void knows_relatives(void **state)
{
    (void)state;
    assert_true(languages_are_close("da", "nb-NO"));
    assert_true(languages_are_close("en-GB", "en"));
    assert_true(languages_are_close("zh-Hant-TW", "zh"));
    assert_false(languages_are_close("de", "en"));
    assert_false(languages_are_close("d", "de"));
}

/* Bisection needs order. */
static void finds_every_word(void **state)
{
    (void)state;
    assert_true(language_words_find("the") & 1);
    assert_string_equal(language_codes[0], "en");
    static const char *const some[] = {"a", "и", "że", "zijn", "å", "ў", "zu", "ang", "și"};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_true(language_words_find(some[i]) != 0);
    assert_int_equal(language_words_find("ferry"), 0);
    assert_int_equal(language_words_find(""), 0);
}

static void expect_language(struct extractor *extractor, const char *html, const char *text, const char *wanted)
{
    struct buffer page = {0};
    struct error error = {0};
    json_t *article = NULL;
    buffer_append_text(&page, html);
    buffer_append_text(&page, "<body><h1>Gullholm 4 711</h1>");
    for (int i = 0; i < 5; i++) {
        buffer_append_text(&page, "<p>");
        buffer_append_char(&page, (char)('1' + i));
        buffer_append_text(&page, ". ");
        buffer_append_text(&page, text);
        buffer_append_text(&page, "</p>");
    }
    struct extract_input input = {.data = page.data,
                                  .size = page.size,
                                  .fallback_url = "urn:newsmill:ferry.html",
                                  .content_type = "text/html; charset=utf-8"};
    if (extract_article(extractor, &input, &article, &error) != EXTRACT_ARTICLE)
        fail_msg("no article: %s", error.text);
    const char *found = json_string_value(json_object_get(article, "inLanguage"));
    assert_string_equal(found ? found : "none", wanted);
    json_decref(article);
    buffer_free(&page);
}

static void believes_the_page_within_reason(void **state)
{
    (void)state;
    struct extractor *extractor = extractor_new();
    const char *english = texts[0].text, *german = texts[1].text, *danish = texts[8].text;
    expect_language(extractor, "<html>", german, "de");
    expect_language(extractor, "<html lang=\"de-AT\">", german, "de-AT");
    expect_language(extractor, "<html lang=\"en-US\">", german, "de");
    expect_language(extractor, "<html lang=\"de\">", english, "en");
    expect_language(extractor, "<html lang=\"nb\">", danish, "nb");
    expect_language(extractor, "<html lang=\"german\">", german, "de");
    extractor_free(extractor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells_languages), cmocka_unit_test(stays_silent),
                                       cmocka_unit_test(knows_relatives), cmocka_unit_test(finds_every_word),
                                       cmocka_unit_test(believes_the_page_within_reason)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
