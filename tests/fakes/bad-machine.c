/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A computer that fails, under a program that does not know: LD_PRELOAD this.
 *
 * BAD_MACHINE=CLASS:N:WHAT
 *   CLASS  write (to regular files), sync, send, any (of these, and what is received)
 *   N      which call of the process, counted from 1
 *   WHAT   an error: EIO or ENOSPC (once; a write that fails writes half of it before), or kill: the process dies before
 *          the call, kill-after: behind it
 * BAD_MACHINE_COUNTS=FILE  how many calls of each class there were, when the process ends by itself
 * BAD_MACHINE_SYNC_MS=N    each sync takes so much longer
 * BAD_MACHINE_CLOCK=FILE   microseconds the wall clock is wrong by, eight bytes in host order, looked at each time
 *
 * Standard output and error are left alone: what the program says about its trouble is read. System calls are made directly, so
 * nothing is looked up and nothing allocated. */

/* Both names of a call are wanted, pwrite and pwrite64. */
#undef _FILE_OFFSET_BITS

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE, SYNC, SEND, RECEIVE, ANY, N_CLASSES };

typedef enum { NOTHING, FAIL, KILL_BEFORE, KILL_AFTER } What;

static const char *const class_names[N_CLASSES] = { "write", "sync", "send", "receive", "any" };
static long counts[N_CLASSES];
static int wanted_class = -1;
static long wanted_n;
static What wanted_what;
static int wanted_errno;
static long sync_ms;
static const int64_t *wrong_us;

static void
read_rule (const char *rule)
{
  char name[16];
  char what[16];

  if (rule == NULL || sscanf (rule, "%15[^:]:%ld:%15s", name, &wanted_n, what) != 3)
    return;
  wanted_what = strcmp (what, "kill") == 0 ? KILL_BEFORE : strcmp (what, "kill-after") == 0 ? KILL_AFTER : FAIL;
  wanted_errno = strcmp (what, "ENOSPC") == 0 ? ENOSPC : EIO;
  for (int i = 0; i < N_CLASSES; i++)
    {
      if (strcmp (class_names[i], name) == 0)
        wanted_class = i;
    }
}

static void
open_clock (const char *path)
{
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *map = fd >= 0 ? mmap (NULL, sizeof *wrong_us, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (fd >= 0)
    close (fd);
  if (map != MAP_FAILED)
    wrong_us = map;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *delay = getenv ("BAD_MACHINE_SYNC_MS");

  read_rule (getenv ("BAD_MACHINE"));
  sync_ms = delay != NULL ? atol (delay) : 0;
  open_clock (getenv ("BAD_MACHINE_CLOCK"));
}

__attribute__ ((destructor)) static void
end (void)
{
  const char *path = getenv ("BAD_MACHINE_COUNTS");
  FILE *file = path != NULL ? fopen (path, "w") : NULL;

  if (file == NULL)
    return;
  for (int i = 0; i < N_CLASSES; i++)
    fprintf (file, "%s %ld\n", class_names[i], __atomic_load_n (&counts[i], __ATOMIC_RELAXED));
  fclose (file);
}

static What
count (int call)
{
  long n = __atomic_add_fetch (&counts[call], 1, __ATOMIC_RELAXED);
  long n_any = __atomic_add_fetch (&counts[ANY], 1, __ATOMIC_RELAXED);
  int strikes = (wanted_class == call && wanted_n == n) || (wanted_class == ANY && wanted_n == n_any);

  if (strikes && wanted_what == KILL_BEFORE)
    kill (getpid (), SIGKILL);
  return strikes ? wanted_what : NOTHING;
}

/* Behind the call. */
static long
finish (What what,
        long result)
{
  if (what == KILL_AFTER)
    kill (getpid (), SIGKILL);
  return result;
}

static int
is_file (int fd)
{
  struct stat status;

  return fd > 2 && syscall (SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0 && S_ISREG (status.st_mode);
}

ssize_t
write (int         fd,
       const void *bytes,
       size_t      n)
{
  What what = is_file (fd) ? count (WRITE) : NOTHING;

  if (what != FAIL)
    return finish (what, syscall (SYS_write, fd, bytes, n));
  syscall (SYS_write, fd, bytes, n / 2);
  errno = wanted_errno;
  return -1;
}

static ssize_t
write_at (int         fd,
          const void *bytes,
          size_t      n,
          off_t       offset)
{
  What what = is_file (fd) ? count (WRITE) : NOTHING;

  if (what != FAIL)
    return finish (what, syscall (SYS_pwrite64, fd, bytes, n, offset));
  syscall (SYS_pwrite64, fd, bytes, n / 2, offset);
  errno = wanted_errno;
  return -1;
}

ssize_t
pwrite (int         fd,
        const void *bytes,
        size_t      n,
        off_t       offset)
{
  return write_at (fd, bytes, n, offset);
}

ssize_t
pwrite64 (int         fd,
          const void *bytes,
          size_t      n,
          off_t       offset)
{
  return write_at (fd, bytes, n, offset);
}

static int
resize (int   fd,
        off_t size)
{
  What what = count (WRITE);

  if (what != FAIL)
    return (int) finish (what, syscall (SYS_ftruncate, fd, size));
  errno = wanted_errno;
  return -1;
}

int
ftruncate (int   fd,
           off_t size)
{
  return resize (fd, size);
}

int
ftruncate64 (int   fd,
             off_t size)
{
  return resize (fd, size);
}

static int
sync_file (int  fd,
           long number)
{
  struct timespec delay = { sync_ms / 1000, sync_ms % 1000 * 1000000 };
  What what = count (SYNC);

  if (sync_ms > 0)
    nanosleep (&delay, NULL);
  if (what != FAIL)
    return (int) finish (what, syscall (number, fd));
  errno = wanted_errno;
  return -1;
}

int
fsync (int fd)
{
  return sync_file (fd, SYS_fsync);
}

int
fdatasync (int fd)
{
  return sync_file (fd, SYS_fdatasync);
}

ssize_t
send (int         fd,
      const void *bytes,
      size_t      n,
      int         flags)
{
  What what = count (SEND);

  if (what != FAIL)
    return finish (what, syscall (SYS_sendto, fd, bytes, n, flags, NULL, 0));
  errno = wanted_errno;
  return -1;
}

ssize_t
recv (int    fd,
      void  *bytes,
      size_t n,
      int    flags)
{
  What what = count (RECEIVE);

  if (what != FAIL)
    return finish (what, syscall (SYS_recvfrom, fd, bytes, n, flags, NULL, NULL));
  errno = wanted_errno;
  return -1;
}

static int64_t
read_wrong_us (void)
{
  return wrong_us != NULL ? __atomic_load_n (wrong_us, __ATOMIC_RELAXED) : 0;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *at)
{
  int result = (int) syscall (SYS_clock_gettime, clock, at);
  int64_t ns;

  if (result != 0 || wrong_us == NULL || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
    return result;
  ns = (int64_t) at->tv_sec * 1000000000 + at->tv_nsec + read_wrong_us () * 1000;
  at->tv_sec = ns / 1000000000;
  at->tv_nsec = ns % 1000000000;
  return 0;
}

int
gettimeofday (struct timeval *restrict at,
              void *restrict           zone)
{
  struct timespec now;

  (void) zone;
  clock_gettime (CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *at)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (at != NULL)
    *at = now.tv_sec;
  return now.tv_sec;
}
