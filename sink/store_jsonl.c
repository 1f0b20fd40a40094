/*
 * Writing a JSON Lines store. PATH has one line for each (id, version): the article as it came. It is only ever
 * appended to, so a later sighting of a version that is there goes to PATH.seen, as {"id", "version", "lastSeenAt",
 * "dateModified"}, and that an article is gone as {"id", "goneAt"}; without either there is no PATH.seen.
 *
 * One writer under flock(2). Each batch is one write and one fsync; what a crash or a full disk leaves of it is cut off
 * at the next chance, back to the last whole line that is known to be safe.
 */
#include "sink/store_jsonl.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/torn_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *doing, const char *path, struct error *error)
{
    return error_set(error, ERROR_TEMPORARY, "%s %s: %s", doing, path, strerror(errno));
}

/* Makes the name of a new file as safe as its content. */
static bool sync_folder(const char *path, struct error *error)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? xstrndup(path, slash == path ? 1 : (size_t)(slash - path)) : xstrdup(".");
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = (descriptor >= 0 && !fsync(descriptor)) || fail("syncing", folder, error);
    if (descriptor >= 0)
        close(descriptor);
    free(folder);
    return done;
}

static bool open_file(struct jsonl_file *file, struct error *error)
{
    if (file->descriptor >= 0)
        return true;
    file->descriptor = open(file->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file->descriptor < 0)
        return fail("opening", file->path, error);
    if (sync_folder(file->path, error))
        return true;
    close(file->descriptor); /* so that the next try syncs the folder, too */
    file->descriptor = -1;
    return false;
}

/* Cuts off whatever lies behind the last safe line. */
static bool cut(struct jsonl_file *file, struct error *error)
{
    struct stat status;
    if (fstat(file->descriptor, &status))
        return fail("reading", file->path, error);
    if (status.st_size <= file->size)
        return true;
    return (!ftruncate(file->descriptor, file->size) && !fsync(file->descriptor)) ||
           fail("cutting off a torn write in", file->path, error);
}

static bool append(struct jsonl_file *file, const struct buffer *lines, struct error *error)
{
    if (!lines->size)
        return true;
    if (!open_file(file, error) || !cut(file, error))
        return false;
    size_t done = 0;
    while (done < lines->size) {
        ssize_t size = write(file->descriptor, lines->data + done, lines->size - done);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            goto undo;
        done += (size_t)size;
    }
    if (!fsync(file->descriptor)) {
        file->size += (off_t)lines->size;
        return true;
    }
undo:
    fail("writing", file->path, error);
    cut(file, NULL);
    return false;
}

/* ---- opening ---- */

struct loading {
    struct jsonl_store *store;
    size_t line, unreadable;
    bool sightings; /* it is PATH.seen, which alone makes no version known */
};

static bool load_line(void *context, const char *text, size_t size, off_t offset)
{
    (void)offset;
    struct loading *loading = context;
    struct jsonl_line line;
    loading->line++;
    json_t *json = jsonl_parse_line(text, size, &line);
    if (!json) {
        if (!loading->unreadable++)
            log_warning("%s: line %zu is no article and is left as it is", loading->store->name, loading->line);
        return true;
    }
    struct version_entry *known = version_set_find(&loading->store->versions, line.entry.key);
    if (!known && (!loading->sightings || !strcmp(line.version, JSONL_GONE)))
        version_set_add(&loading->store->versions, &line.entry);
    else if (known && jsonl_compare_sightings(&line.entry, known) > 0)
        *known = line.entry;
    json_decref(json);
    return true;
}

static bool load(struct jsonl_store *store, struct jsonl_file *file, struct error *error)
{
    struct loading loading = {.store = store, .sightings = file == &store->sightings};
    return jsonl_read_lines(file->path, load_line, &loading, &file->size, error);
}

/*
 * Cuts off a line that a crash has torn, unless the file is something else that was named by mistake. What is left may
 * be in memory only, after a kill between write and fsync, and is known from now on: it has to be safe.
 */
static bool mend(struct jsonl_file *file, struct error *error)
{
    struct stat status;
    if (fstat(file->descriptor, &status))
        return fail("reading", file->path, error);
    if (status.st_size > file->size && !torn_line_check(file->descriptor, file->size, error))
        return error_prefix(error, "%s", file->path);
    return cut(file, error) && (!fsync(file->descriptor) || fail("syncing", file->path, error));
}

static bool open_for_writing(struct jsonl_store *store, struct error *error)
{
    if (!open_file(&store->articles, error))
        return false;
    if (flock(store->articles.descriptor, LOCK_EX | LOCK_NB))
        return error_set(error, ERROR_TEMPORARY, "%s: %s", store->articles.path,
                         errno == EWOULDBLOCK ? "another sink writes it" : strerror(errno));
    if (!load(store, &store->articles, error) || !load(store, &store->sightings, error))
        return false;
    if (store->sightings.size && (!open_file(&store->sightings, error) || !mend(&store->sightings, error)))
        return false;
    return mend(&store->articles, error);
}

static void close_files(struct jsonl_store *store)
{
    struct jsonl_file *files[] = {&store->articles, &store->sightings};
    for (size_t i = 0; i < 2; i++) {
        if (files[i]->descriptor >= 0)
            close(files[i]->descriptor);
        files[i]->descriptor = -1;
        files[i]->size = 0;
    }
    version_set_free(&store->versions);
    store->versions = (struct version_set){0};
}

static void jsonl_close(void *state)
{
    struct jsonl_store *store = state;
    close_files(store);
    free(store->articles.path);
    free(store->sightings.path);
    free(store);
}

/* False when the file was renamed, deleted or emptied by somebody else. */
static bool is_in_place(const struct jsonl_file *file)
{
    struct stat ours, named;
    return !fstat(file->descriptor, &ours) && !stat(file->path, &named) && ours.st_dev == named.st_dev &&
           ours.st_ino == named.st_ino && ours.st_size >= file->size;
}

/* What was rotated away is finished, so writing begins anew, with what is in the files of these names now. */
static bool stay_in_place(struct jsonl_store *store, struct error *error)
{
    if (store->articles.descriptor >= 0 && is_in_place(&store->articles) &&
        (store->sightings.descriptor < 0 || is_in_place(&store->sightings)))
        return true;
    close_files(store);
    if (open_for_writing(store, error)) {
        log_info("%s: the file was moved or emptied and is begun anew", store->name);
        return true;
    }
    close_files(store);
    if (error)
        error->kind = ERROR_TEMPORARY;
    return false;
}

static void *jsonl_open(const char *path, const char *name, enum store_access access, struct error *error)
{
    if (!store_check_folder(path, name, error))
        return NULL;
    struct jsonl_store *store = xcalloc(1, sizeof *store);
    *store = (struct jsonl_store){.articles = {.descriptor = -1, .path = xstrdup(path)},
                                  .sightings = {.descriptor = -1, .path = xprintf("%s.seen", path)},
                                  .name = name};
    bool done = true;
    if (access == STORE_WRITE)
        done = open_for_writing(store, error) || error_prefix(error, "store %s", name);
    else if (faccessat(AT_FDCWD, path, R_OK, 0))
        done = error_set(error, ERROR_USAGE, "store %s: %s; nothing was stored yet", name, strerror(errno));
    if (done)
        return store;
    jsonl_close(store);
    return NULL;
}

/* ---- writing ---- */

/* False: its id is none. */
static bool gone_entry(const struct batch_gone *gone, struct version_entry *entry)
{
    *entry = (struct version_entry){.last_seen_at = gone->at, .date_modified = BATCH_NO_TIME};
    return version_set_key(gone->id, JSONL_GONE, entry->key);
}

static void append_sighting(struct buffer *lines, const struct batch_article *article)
{
    char seen[CLOCK_STAMP_SIZE], modified[CLOCK_STAMP_SIZE];
    buffer_printf(lines, "{\"id\":\"%s\",\"version\":\"%s\",\"lastSeenAt\":\"%s\"", article->id, article->version,
                  batch_stamp(article->last_seen_at, seen));
    if (batch_stamp(article->date_modified, modified))
        buffer_printf(lines, ",\"dateModified\":\"%s\"", modified);
    buffer_append_text(lines, "}\n");
}

static void append_gone(struct jsonl_store *store, const struct batch *batch, struct buffer *lines)
{
    char at[CLOCK_STAMP_SIZE];
    for (size_t i = 0; i < batch->gone_count; i++) {
        struct version_entry entry;
        const struct version_entry *known =
            gone_entry(&batch->gone[i], &entry) ? version_set_find(&store->versions, entry.key) : &entry;
        if (!known || known->last_seen_at < entry.last_seen_at)
            buffer_printf(lines, "{\"id\":\"%s\",\"goneAt\":\"%s\"}\n", batch->gone[i].id,
                          batch_stamp(batch->gone[i].at, at));
    }
}

static bool entry_of(const struct batch_article *article, struct version_entry *entry, struct error *error)
{
    *entry = (struct version_entry){.last_seen_at = article->last_seen_at, .date_modified = article->date_modified};
    return version_set_key(article->id, article->version, entry->key) ||
           error_set(error, ERROR_PERMANENT, "id or version of article %s is not 32 hex digits", article->id);
}

/* Puts what is safe now into the set: new versions, or later sightings of known ones. */
static void remember(struct jsonl_store *store, const struct batch *batch, bool new_ones)
{
    struct version_entry entry;
    for (size_t i = 0; i < batch->article_count; i++) {
        entry_of(&batch->articles[i], &entry, NULL);
        struct version_entry *known = version_set_find(&store->versions, entry.key);
        if (!known && new_ones)
            version_set_add(&store->versions, &entry);
        else if (known && !new_ones && jsonl_compare_sightings(&entry, known) > 0)
            *known = entry;
    }
}

static void remember_gone(struct jsonl_store *store, const struct batch *batch)
{
    struct version_entry entry;
    for (size_t i = 0; i < batch->gone_count; i++) {
        struct version_entry *known =
            gone_entry(&batch->gone[i], &entry) ? version_set_find(&store->versions, entry.key) : &entry;
        if (!known)
            version_set_add(&store->versions, &entry);
        else if (known->last_seen_at < entry.last_seen_at)
            *known = entry;
    }
}

static bool jsonl_write(void *state, const struct batch *batch, struct store_written *written, struct error *error)
{
    struct jsonl_store *store = state;
    struct buffer articles = {0}, sightings = {0};
    struct version_entry entry;
    bool done = stay_in_place(store, error);
    for (size_t i = 0; i < batch->article_count && done; i++) {
        const struct batch_article *article = &batch->articles[i];
        if (!(done = entry_of(article, &entry, error)))
            break;
        const struct version_entry *known = version_set_find(&store->versions, entry.key);
        if (!known) {
            buffer_append(&articles, article->document.data, article->document.size);
            buffer_append_char(&articles, '\n');
        } else if (jsonl_compare_sightings(&entry, known) > 0) {
            append_sighting(&sightings, article);
        }
        written->stored += !known;
        written->known += known != NULL;
    }
    append_gone(store, batch, &sightings);
    done = done && append(&store->articles, &articles, error);
    if (done)
        remember(store, batch, true);
    done = done && append(&store->sightings, &sightings, error);
    if (done)
        remember(store, batch, false);
    if (done)
        remember_gone(store, batch);
    buffer_free(&articles);
    buffer_free(&sightings);
    return done;
}

const struct store_backend store_jsonl = {
    .scheme = "jsonl:",
    .check = store_check_path,
    .open = jsonl_open,
    .close = jsonl_close,
    .write = jsonl_write,
    .count = jsonl_count,
    .find = jsonl_find,
    .search = jsonl_search,
    .top = jsonl_top,
};
