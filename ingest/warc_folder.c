#include "ingest/warc_folder.h"

#include "common/log.h"
#include "common/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define OPEN_ENDING ".open"
#define CHUNK       65536

struct warc_folder {
    char *path;
    size_t file_size;
    char *name; /* of the file, without ".open"; NULL: none is open */
    int descriptor;
    off_t written; /* of the file, whole records */
    unsigned number;
};

/* ---- what an earlier writer left ---- */

/* Where the last whole gzip member of a file ends. */
static off_t whole_members(int descriptor)
{
    static const size_t room = CHUNK;
    unsigned char *packed = xmalloc(room), *plain = xmalloc(room);
    z_stream stream = {0};
    off_t whole = 0, offset = 0;
    int state = inflateInit2(&stream, 15 + 16);
    while (state == Z_OK) {
        if (stream.avail_in == 0) {
            ssize_t got = pread(descriptor, packed, room, offset);
            if (got <= 0)
                break;
            offset += got;
            stream.next_in = packed;
            stream.avail_in = (uInt)got;
        }
        stream.next_out = plain;
        stream.avail_out = (uInt)room;
        state = inflate(&stream, Z_NO_FLUSH);
        if (state == Z_STREAM_END) {
            whole = offset - (off_t)stream.avail_in;
            state = inflateReset(&stream);
        }
    }
    inflateEnd(&stream);
    free(packed);
    free(plain);
    return whole;
}

/* Cuts a file to its whole records and gives it its final name; one without a record is removed. */
static void settle_file(const char *folder, const char *name, int descriptor, off_t size)
{
    char *open_path = xprintf("%s/%s" OPEN_ENDING, folder, name);
    char *path = xprintf("%s/%s", folder, name);
    bool settled = size == 0
                       ? unlink(open_path) == 0
                       : ftruncate(descriptor, size) == 0 && fsync(descriptor) == 0 && rename(open_path, path) == 0;
    if (!settled)
        log_warning("%s: %s; it stays as it is, and is looked at again at the next start", open_path, strerror(errno));
    free(open_path);
    free(path);
}

static void repair_file(const char *folder, const char *open_name)
{
    char *path = xprintf("%s/%s", folder, open_name);
    char *name = xstrndup(open_name, strlen(open_name) - strlen(OPEN_ENDING));
    int descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0) { /* else another ingest writes to it */
        off_t size = lseek(descriptor, 0, SEEK_END), whole = whole_members(descriptor);
        if (whole < size)
            log_warning("%s: %lld bytes of a record that was not finished are cut off", path,
                        (long long)(size - whole));
        settle_file(folder, name, descriptor, whole);
    }
    if (descriptor >= 0)
        close(descriptor);
    free(path);
    free(name);
}

static bool repair_folder(const char *path, struct error *error)
{
    DIR *folder = opendir(path);
    if (!folder)
        return error_set(error, ERROR_USAGE, "--save-warc %s: %s", path, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (text_starts_with(entry->d_name, "newsmill-") && text_ends_with(entry->d_name, ".warc.gz" OPEN_ENDING))
            repair_file(path, entry->d_name);
    closedir(folder);
    return true;
}

/* ---- writing ---- */

struct warc_folder *warc_folder_open(const char *path, size_t file_size, struct error *error)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        error_set(error, ERROR_USAGE, "--save-warc %s: the folder cannot be made: %s", path, strerror(errno));
        return NULL;
    }
    if (access(path, W_OK | X_OK) != 0) {
        error_set(error, ERROR_USAGE, "--save-warc %s: %s", path, strerror(errno));
        return NULL;
    }
    if (!repair_folder(path, error))
        return NULL;
    struct warc_folder *folder = xcalloc(1, sizeof *folder);
    folder->path = xstrdup(path);
    folder->file_size = file_size;
    folder->descriptor = -1;
    return folder;
}

const char *warc_folder_file(const struct warc_folder *folder)
{
    return folder->name;
}

bool warc_folder_begin_file(struct warc_folder *folder, struct error *error)
{
    char stamp[32];
    struct tm now;
    time_t seconds = time(NULL);
    gmtime_r(&seconds, &now);
    strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &now);
    char *name = xprintf("newsmill-%s-%05u-%ld.warc.gz", stamp, folder->number++, (long)getpid());
    char *path = xprintf("%s/%s" OPEN_ENDING, folder->path, name);
    folder->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (folder->descriptor >= 0)
        flock(folder->descriptor, LOCK_EX | LOCK_NB);
    else
        error_set(error, ERROR_TEMPORARY, "%s: %s", path, strerror(errno));
    folder->name = folder->descriptor >= 0 ? name : NULL;
    folder->written = 0;
    free(path);
    if (!folder->name)
        free(name);
    return folder->name != NULL;
}

static void end_file(struct warc_folder *folder)
{
    if (!folder->name)
        return;
    settle_file(folder->path, folder->name, folder->descriptor, folder->written);
    close(folder->descriptor);
    free(folder->name);
    folder->name = NULL;
    folder->descriptor = -1;
}

bool warc_folder_append(struct warc_folder *folder, const struct buffer *records, struct error *error)
{
    size_t done = 0;
    while (done < records->size) {
        ssize_t wrote =
            pwrite(folder->descriptor, records->data + done, records->size - done, folder->written + (off_t)done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return error_set(error, ERROR_TEMPORARY, "%s/%s" OPEN_ENDING ": %s", folder->path, folder->name,
                             strerror(errno));
        done += (size_t)wrote;
    }
    folder->written += (off_t)done;
    if ((size_t)folder->written >= folder->file_size)
        end_file(folder);
    return true;
}

void warc_folder_close(struct warc_folder *folder)
{
    if (!folder)
        return;
    end_file(folder);
    free(folder->path);
    free(folder);
}
