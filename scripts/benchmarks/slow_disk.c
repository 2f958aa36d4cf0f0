/* Makes a disk slow (LD_PRELOAD): every fsync and fdatasync takes so much longer.

   SLOW_DISK_US  microseconds that are added to each. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int slowly(int fd, const char *name)
{
    const char *text = getenv("SLOW_DISK_US");
    long long left = text ? atoll(text) : 0;
    struct timespec pause = {left / 1000000, left % 1000000 * 1000};
    while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
        ;
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}

int fsync(int fd) { return slowly(fd, "fsync"); }

int fdatasync(int fd) { return slowly(fd, "fdatasync"); }
