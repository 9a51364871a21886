/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flight table: what stands on open connections, in a file mapped shared.
 *
 * SQL cannot be asked at every step of every message, and between the final dot and its reply there
 * is no certainty (RFC 5321, 4.2.5; RFC 1047). So each message on a connection has a slot here: row
 * and attempt, how far it is, and the server's answer. A store into mapped memory costs nanoseconds
 * and outlives any death of the process, in the kernel's page cache; it does not outlive a power
 * cut, which the boot id in the header shows.
 *
 * Order of stores: payload first, then the phase, with release. DOT_LEFT is stored before the write
 * that holds the dot, ANSWERED after the reply was read. A slot is freed only when its outcome is
 * committed in the database. So for a row that a dead run had armed: listed as DOT_LEFT, it is in
 * doubt; ANSWERED, it is known; anything else, or not listed in the table of that very run, proves
 * that its dot never left.
 *
 * Layout, in host order (the file never leaves its machine's boot): header of one page, then slots
 * of 512 bytes. */

#include "send/flight.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define MAGIC "PSTFLY01"

enum { HEADER_SIZE = 4096, ID_SIZE = 40 };

typedef struct {
  char magic[8];
  char boot[ID_SIZE];
  char run[ID_SIZE];
} Header;

typedef struct {
  gint64 row;
  guint32 attempt;
  guint32 phase; /* atomic */
  guint32 code;
  char reply[512 - 20];
} Slot;

G_STATIC_ASSERT (sizeof (Slot) == 512);
G_STATIC_ASSERT (sizeof (Header) <= HEADER_SIZE);
G_STATIC_ASSERT (POSTINO_FLIGHT_REPLY_MAX < sizeof (((Slot *) NULL)->reply));

#define FILE_SIZE (HEADER_SIZE + POSTINO_FLIGHT_N_SLOTS * sizeof (Slot))

struct _PostinoFlight {
  char *map;
  GMutex lock;   /* guards the search for a free slot */
  int next_slot;
};

struct _PostinoFlightLog {
  char *run;
  GHashTable *slots; /* Slot → itself, by row and attempt */
  char *bytes;
};

static void
read_boot_id (char boot[ID_SIZE])
{
  g_autofree char *text = NULL;

  memset (boot, 0, ID_SIZE);
  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    g_strlcpy (boot, g_strstrip (text), ID_SIZE);
}

static Slot *
get_slot (char *map,
          int   slot)
{
  return (Slot *) (void *) (map + HEADER_SIZE) + slot;
}

static void
store_phase (Slot              *slot,
             PostinoFlightPhase phase)
{
  __atomic_store_n (&slot->phase, (guint32) phase, __ATOMIC_RELEASE);
}

static char *
map_new_file (const char *path,
              GError    **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  int code = fd < 0 ? errno : posix_fallocate (fd, 0, FILE_SIZE);
  void *map = code == 0 ? mmap (NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                                0) : MAP_FAILED;

  if (code == 0 && map == MAP_FAILED)
    code = errno;
  if (fd >= 0)
    close (fd);
  if (code == 0)
    return map;
  g_set_error (error, POSTINO_ERROR, code == ENOSPC ? POSTINO_ERROR_FULL : POSTINO_ERROR_FAILED,
               _("The file “%s” cannot be made: %s"), path, g_strerror (code));
  return NULL;
}

PostinoFlight *
postino_flight_create (const char *path,
                       const char *run,
                       GError    **error)
{
  char *map = map_new_file (path, error);
  PostinoFlight *flight;
  Header *header;

  if (map == NULL)
    return NULL;
  header = (Header *) (void *) map;
  read_boot_id (header->boot);
  g_strlcpy (header->run, run, ID_SIZE);
  memcpy (header->magic, MAGIC, sizeof header->magic);

  flight = g_new0 (PostinoFlight, 1);
  flight->map = map;
  g_mutex_init (&flight->lock);
  return flight;
}

void
postino_flight_close (PostinoFlight *flight)
{
  if (flight == NULL)
    return;
  munmap (flight->map, FILE_SIZE);
  g_mutex_clear (&flight->lock);
  g_free (flight);
}

int
postino_flight_take (PostinoFlight *flight,
                     gint64         row,
                     guint          attempt)
{
  int found = -1;

  g_mutex_lock (&flight->lock);
  for (int i = 0; i < POSTINO_FLIGHT_N_SLOTS && found < 0; i++)
    {
      int candidate = (flight->next_slot + i) % POSTINO_FLIGHT_N_SLOTS;
      Slot *slot = get_slot (flight->map, candidate);

      if (__atomic_load_n (&slot->phase, __ATOMIC_ACQUIRE) != POSTINO_FLIGHT_FREE)
        continue;
      slot->row = row;
      slot->attempt = attempt;
      slot->code = 0;
      slot->reply[0] = '\0';
      store_phase (slot, POSTINO_FLIGHT_IDLE);
      flight->next_slot = (candidate + 1) % POSTINO_FLIGHT_N_SLOTS;
      found = candidate;
    }
  g_mutex_unlock (&flight->lock);
  return found;
}

void
postino_flight_set (PostinoFlight     *flight,
                    int                slot,
                    PostinoFlightPhase phase)
{
  store_phase (get_slot (flight->map, slot), phase);
}

void
postino_flight_answer (PostinoFlight *flight,
                       int            slot,
                       guint          code,
                       const char    *reply)
{
  Slot *answered = get_slot (flight->map, slot);

  answered->code = code;
  g_strlcpy (answered->reply, reply != NULL ? reply : "", POSTINO_FLIGHT_REPLY_MAX + 1);
  store_phase (answered, POSTINO_FLIGHT_ANSWERED);
}

void
postino_flight_release (PostinoFlight *flight,
                        int            slot)
{
  store_phase (get_slot (flight->map, slot), POSTINO_FLIGHT_FREE);
}

static guint
hash_slot (gconstpointer key)
{
  const Slot *slot = key;

  return g_int64_hash (&slot->row) ^ slot->attempt;
}

static gboolean
is_same_slot (gconstpointer a,
              gconstpointer b)
{
  const Slot *one = a;
  const Slot *other = b;

  return one->row == other->row && one->attempt == other->attempt;
}

static gboolean
is_trusted (const char *bytes,
            gsize       n_bytes)
{
  const Header *header = (const Header *) (const void *) bytes;
  char boot[ID_SIZE];

  read_boot_id (boot);
  return n_bytes == FILE_SIZE && memcmp (header->magic, MAGIC, sizeof header->magic) == 0
         && boot[0] != '\0'
         && memcmp (header->boot, boot, ID_SIZE) == 0 && memchr (header->run, '\0',
                                                                 ID_SIZE) != NULL;
}

PostinoFlightLog *
postino_flight_log_read (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;
  PostinoFlightLog *log;

  if (!g_file_get_contents (path, &bytes, &n_bytes, NULL) || !is_trusted (bytes, n_bytes))
    return NULL;

  log = g_new0 (PostinoFlightLog, 1);
  log->run = g_strdup (((const Header *) (const void *) bytes)->run);
  log->slots = g_hash_table_new (hash_slot, is_same_slot);
  log->bytes = g_steal_pointer (&bytes);
  for (int i = 0; i < POSTINO_FLIGHT_N_SLOTS; i++)
    {
      Slot *slot = get_slot (log->bytes, i);

      slot->reply[sizeof slot->reply - 1] = '\0';
      if (slot->phase > POSTINO_FLIGHT_FREE && slot->phase <= POSTINO_FLIGHT_ANSWERED)
        g_hash_table_add (log->slots, slot);
    }
  return log;
}

void
postino_flight_log_free (PostinoFlightLog *log)
{
  if (log == NULL)
    return;
  g_hash_table_unref (log->slots);
  g_free (log->bytes);
  g_free (log->run);
  g_free (log);
}

const char *
postino_flight_log_get_run (PostinoFlightLog *log)
{
  return log->run;
}

PostinoFlightPhase
postino_flight_log_find (PostinoFlightLog *log,
                         gint64            row,
                         guint             attempt,
                         guint            *code,
                         const char      **reply)
{
  Slot wanted = { .row = row, .attempt = attempt };
  const Slot *slot = g_hash_table_lookup (log->slots, &wanted);

  if (slot == NULL)
    return POSTINO_FLIGHT_FREE;
  *code = slot->code;
  *reply = slot->reply;
  return (PostinoFlightPhase) slot->phase;
}
