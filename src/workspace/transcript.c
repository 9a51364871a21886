/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of slots in mapped memory, as send/flight is: a line is a copy into the page cache, and survives the death of
 * the program. Writers get a slot each by an atomic counter; the counter's number is stored in the slot before (0) and
 * after its text, so that a reader, who copies the file, knows a slot that was being written and leaves it out. A
 * writer that is passed by a whole round of others while it copies could mix two lines; both are cut to the slot, so
 * nothing worse happens.
 *
 * Nothing is synchronised to the disk: after a power cut lines may be lost or slots be mixed up. */

#include "workspace/transcript.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define MAGIC "postino transcript 1"

typedef struct {
  char magic[32];
  guint64 n_lines; /* written ever */
  guint32 n_connections;
} Header;

typedef struct {
  guint64 number; /* from 1 on; 0: being written, or never */
  gint64 at_us;
  guint32 connection;
  guint16 length;
  guint8 voice;
  char text[POSTINO_TRANSCRIPT_LINE_MAX + 10]; /* no end; fills the slot */
} Slot;

#define HEADER_SIZE 512
#define FILE_SIZE (HEADER_SIZE + POSTINO_TRANSCRIPT_N_LINES * sizeof (Slot))

G_STATIC_ASSERT (sizeof (Slot) == 512);
G_STATIC_ASSERT (sizeof (Header) <= HEADER_SIZE);

struct _PostinoTranscript {
  char *map;
};

static char *
build_path (const char *folder,
            gint64      server)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, server);

  return g_build_filename (folder, "transcripts", name, NULL);
}

static Slot *
get_slot (char   *map,
          guint64 number)
{
  return (Slot *) (void *) (map + HEADER_SIZE) + number % POSTINO_TRANSCRIPT_N_LINES;
}

/* The descriptor, with its blocks in place; else -1 and errno is set. */
static int
open_whole (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code = fd < 0 ? errno : posix_fallocate (fd, 0, FILE_SIZE);

  if (code == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  errno = code;
  return -1;
}

/* A new file is all zeros: only one that is something else is emptied, so that nobody who begins it at the same time
 * loses lines. */
static void
begin_file (char *map)
{
  if (memcmp (map, MAGIC, sizeof MAGIC) == 0)
    return;
  if (*map != '\0')
    memset (map, 0, FILE_SIZE);
  memcpy (map, MAGIC, sizeof MAGIC);
}

PostinoTranscript *
postino_transcript_open (const char *folder,
                         gint64      server,
                         GError    **error)
{
  g_autofree char *path = build_path (folder, server);
  g_autofree char *parent = g_path_get_dirname (path);
  int fd = g_mkdir_with_parents (parent, 0700) == 0 ? open_whole (path) : -1;
  void *map = fd >= 0 ? mmap (NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  PostinoTranscript *transcript;

  if (map == MAP_FAILED)
    g_set_error (error, POSTINO_ERROR, errno == ENOSPC ? POSTINO_ERROR_FULL : POSTINO_ERROR_FAILED,
                 _("The file “%s” cannot be made: %s"), path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  if (map == MAP_FAILED)
    return NULL;
  transcript = g_new0 (PostinoTranscript, 1);
  transcript->map = map;
  begin_file (map);
  return transcript;
}

void
postino_transcript_close (PostinoTranscript *transcript)
{
  if (transcript == NULL)
    return;
  munmap (transcript->map, FILE_SIZE);
  g_free (transcript);
}

guint
postino_transcript_begin (PostinoTranscript *transcript)
{
  Header *header = (Header *) (void *) transcript->map;

  return __atomic_add_fetch (&header->n_connections, 1, __ATOMIC_RELAXED);
}

void
postino_transcript_add (PostinoTranscript     *transcript,
                        guint                  connection,
                        PostinoTranscriptVoice voice,
                        const char            *line)
{
  Header *header = (Header *) (void *) transcript->map;
  guint64 number = __atomic_add_fetch (&header->n_lines, 1, __ATOMIC_RELAXED);
  Slot *slot = get_slot (transcript->map, number);

  __atomic_store_n (&slot->number, 0, __ATOMIC_RELAXED);
  __atomic_thread_fence (__ATOMIC_RELEASE);
  slot->at_us = g_get_real_time ();
  slot->connection = connection;
  slot->voice = (guint8) voice;
  slot->length = (guint16) MIN (strlen (line), POSTINO_TRANSCRIPT_LINE_MAX);
  memcpy (slot->text, line, slot->length);
  __atomic_store_n (&slot->number, number, __ATOMIC_RELEASE);
}

/* ---- reading ---- */

static void
free_line (gpointer data)
{
  PostinoTranscriptLine *line = data;

  g_free (line->text);
  g_free (line);
}

/* Never trusts what it reads: a control character would talk to the terminal. */
static PostinoTranscriptLine *
build_line (const Slot *slot)
{
  PostinoTranscriptLine *line = g_new0 (PostinoTranscriptLine, 1);

  line->at_us = slot->at_us;
  line->connection = slot->connection;
  line->voice = MIN (slot->voice, (guint8) POSTINO_TRANSCRIPT_NOTE);
  line->text = g_utf8_make_valid (slot->text, (gssize) strnlen (slot->text, MIN (slot->length, POSTINO_TRANSCRIPT_LINE_MAX)));
  for (char *p = line->text; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  return line;
}

/* A copy of the slot, if it holds line @number. */
static gboolean
copy_slot (char   *map,
           guint64 number,
           Slot   *copy)
{
  Slot *slot = get_slot (map, number);

  if (__atomic_load_n (&slot->number, __ATOMIC_ACQUIRE) != number)
    return FALSE;
  memcpy (copy, slot, sizeof *copy);
  __atomic_thread_fence (__ATOMIC_ACQUIRE);
  return __atomic_load_n (&slot->number, __ATOMIC_RELAXED) == number;
}

static void
read_lines (char      *map,
            GPtrArray *lines)
{
  guint64 last = __atomic_load_n (&((Header *) (void *) map)->n_lines, __ATOMIC_ACQUIRE);
  guint64 n = MIN (last, POSTINO_TRANSCRIPT_N_LINES);
  Slot slot;

  for (guint64 number = last - n + 1; n > 0 && number <= last; number++)
    {
      if (copy_slot (map, number, &slot))
        g_ptr_array_add (lines, build_line (&slot));
    }
}

GPtrArray *
postino_transcript_read (const char *folder,
                         gint64      server,
                         GError    **error)
{
  g_autofree char *path = build_path (folder, server);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (free_line);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat status = { 0 };
  void *map = MAP_FAILED;

  if (fd < 0 && errno == ENOENT)
    return g_steal_pointer (&lines);
  if (fd >= 0 && fstat (fd, &status) == 0 && status.st_size >= (off_t) FILE_SIZE)
    map = mmap (NULL, FILE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
  else if (fd >= 0)
    errno = EINVAL;
  if (map == MAP_FAILED)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The file “%s” cannot be read: %s"), path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  if (map == MAP_FAILED)
    return NULL;
  if (memcmp (map, MAGIC, sizeof MAGIC) == 0)
    read_lines (map, lines);
  munmap (map, FILE_SIZE);
  return g_steal_pointer (&lines);
}

void
postino_transcript_forget (const char *folder,
                           gint64      server)
{
  g_autofree char *path = build_path (folder, server);

  g_unlink (path);
}

char *
postino_transcript_line_to_text (const PostinoTranscriptLine *line)
{
  static const char voices[] = { [POSTINO_TRANSCRIPT_OURS] = '>', [POSTINO_TRANSCRIPT_THEIRS] = '<', [POSTINO_TRANSCRIPT_NOTE] = '*' };
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (line->at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("–");

  return g_strdup_printf ("%s.%03d #%u %c %s", time, (int) (line->at_us / 1000 % 1000), line->connection, voices[line->voice],
                          line->text);
}
