#include "enrich/initials.h"

enum { SPELLED_LEAST = 2, LETTERS_LEAST = 3, LETTERS_LIMIT = 8 };

static bool ends_word(char c)
{
    return c == ' ' || c == '-';
}

bool initials_spell(const char *name, size_t name_size, const char *acronym, size_t acronym_size)
{
    size_t letter = 0;
    for (size_t i = 0; i < name_size && letter < acronym_size; i++) {
        if ((i == 0 || ends_word(name[i - 1])) && name[i] == acronym[letter]) {
            letter++;
        }
    }
    return acronym_size >= SPELLED_LEAST && acronym_size <= LETTERS_LIMIT && letter == acronym_size;
}

static uint64_t pack(uint64_t letters, char letter)
{
    return letters << 8 | (unsigned char)letter;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

uint64_t initials_of_name(const char *name, size_t size)
{
    uint64_t letters = 0;
    int count = 0;
    for (size_t i = 0; i < size && count <= LETTERS_LIMIT; i++) {
        if (is_capital(name[i]) && (i == 0 || ends_word(name[i - 1]))) {
            letters = pack(letters, name[i]);
            count++;
        }
    }
    return count >= LETTERS_LEAST && count <= LETTERS_LIMIT ? letters : 0;
}

uint64_t initials_of_acronym(const char *acronym, size_t size)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < size; i++) {
        if (!is_capital(acronym[i])) {
            return 0;
        }
        letters = pack(letters, acronym[i]);
    }
    return size >= LETTERS_LEAST && size <= LETTERS_LIMIT ? letters : 0;
}
