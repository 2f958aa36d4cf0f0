/* Stands between a process and its disk (LD_PRELOAD), for one database and what SQLite puts beside it.

   DISK_SHIM_DATABASE  path of the database; nothing else is looked at.
   DISK_SHIM_RECORD    where to write down what goes to the disk, in order; none when empty.
   DISK_SHIM_FAILS     while a file of this name is there, nothing reaches the disk for good: fsync
                         and fdatasync fail with EIO. Each time is written down in it as a dot.

   A record is a head of 24 bytes and the bytes that were written. Writes are written down before
   they are done and syncs after they have succeeded, so that what stands in the record behind a sync
   was never part of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct head {
    char op;   /* W rite, T runcate, S ync, F ailed to sync, C reate, U nlink */
    char file; /* m ain, w al, j ournal, d irectory */
    char unused[6];
    uint64_t at;
    uint64_t length;
};

static char which(const char *path)
{
    const char *database = getenv("DISK_SHIM_DATABASE");
    size_t length = database ? strlen(database) : 0;
    if (length == 0 || path == NULL)
        return 0;
    if (strncmp(path, database, length) == 0) {
        if (path[length] == '\0')
            return 'm';
        if (strcmp(path + length, "-wal") == 0)
            return 'w';
        return strcmp(path + length, "-journal") == 0 ? 'j' : 0;
    }
    const char *slash = strrchr(database, '/');
    size_t folder = slash ? (size_t)(slash - database) : 0;
    return strlen(path) == folder && strncmp(path, database, folder) == 0 ? 'd' : 0;
}

static char which_open(int fd)
{
    char name[32], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = '\0';
    return which(path);
}

static void record(char op, char file, uint64_t at, const void *data, uint64_t length, uint64_t with)
{
    const char *path = getenv("DISK_SHIM_RECORD");
    if (path == NULL || *path == '\0' || file == 0)
        return;
    struct head head = {op, file, {0}, at, length};
    char *whole = malloc(sizeof head + with);
    memcpy(whole, &head, sizeof head);
    if (with)
        memcpy(whole + sizeof head, data, with);
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0 || write(log, whole, sizeof head + with) != (ssize_t)(sizeof head + with))
        abort();
    close(log);
    free(whole);
}

static int fails(char file)
{
    const char *path = getenv("DISK_SHIM_FAILS");
    if (path == NULL || *path == '\0' || file == 0)
        return 0;
    int mark = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (mark < 0)
        return 0;
    if (write(mark, ".", 1) != 1)
        abort();
    close(mark);
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at)
{
    REAL(pwrite64);
    record('W', which_open(fd), (uint64_t)at, data, length, length);
    return real(fd, data, length, at);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at)
{
    return pwrite64(fd, data, length, at);
}

int ftruncate64(int fd, off64_t length)
{
    REAL(ftruncate64);
    record('T', which_open(fd), 0, NULL, (uint64_t)length, 0);
    return real(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int))
{
    char file = which_open(fd);
    if (fails(file)) {
        record('F', file, 0, NULL, 0, 0);
        errno = EIO;
        return -1;
    }
    int done = real(fd);
    if (done == 0)
        record('S', file, 0, NULL, 0, 0);
    return done;
}

int fsync(int fd)
{
    REAL(fsync);
    return synced(fd, real);
}

int fdatasync(int fd)
{
    REAL(fdatasync);
    return synced(fd, real);
}

int unlink(const char *path)
{
    REAL(unlink);
    int done = real(path);
    if (done == 0)
        record('U', which(path), 0, NULL, 0, 0);
    return done;
}

int open64(const char *path, int flags, ...)
{
    REAL(open64);
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    struct stat found;
    char file = flags & O_CREAT ? which(path) : 0;
    if (file && stat(path, &found) != 0)
        record('C', file, 0, NULL, 0, 0);
    return real(path, flags, mode);
}
