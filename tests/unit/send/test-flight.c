/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch-db.h"

#include "send/flight.h"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("postino-flight-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "flight", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* What another process stored is there after it was killed. */
static void
test_survives_kill (Fixture      *fixture,
                    gconstpointer data)
{
  pid_t child = fork ();
  g_autoptr (PostinoFlightLog) log = NULL;
  const char *reply = NULL;
  guint code = 0;
  int status;

  if (child == 0)
    {
      PostinoFlight *flight = postino_flight_create (fixture->path, "run-1", NULL);
      int slots[4];

      for (int i = 0; i < 4; i++)
        slots[i] = postino_flight_take (flight, 100 + i, 1);
      postino_flight_set (flight, slots[1], POSTINO_FLIGHT_BODY);
      postino_flight_set (flight, slots[2], POSTINO_FLIGHT_DOT_LEFT);
      postino_flight_answer (flight, slots[3], 250, "250 2.0.0 Ok: queued as X");
      kill (getpid (), SIGKILL);
    }
  waitpid (child, &status, 0);

  log = postino_flight_log_read (fixture->path);
  g_assert_nonnull (log);
  g_assert_cmpstr (postino_flight_log_get_run (log), ==, "run-1");
  g_assert_cmpint (postino_flight_log_find (log, 100, 1, &code, &reply), ==, POSTINO_FLIGHT_IDLE);
  g_assert_cmpint (postino_flight_log_find (log, 101, 1, &code, &reply), ==, POSTINO_FLIGHT_BODY);
  g_assert_cmpint (postino_flight_log_find (log, 102, 1, &code, &reply), ==, POSTINO_FLIGHT_DOT_LEFT);
  g_assert_cmpint (postino_flight_log_find (log, 103, 1, &code, &reply), ==, POSTINO_FLIGHT_ANSWERED);
  g_assert_cmpuint (code, ==, 250);
  g_assert_cmpstr (reply, ==, "250 2.0.0 Ok: queued as X");
  g_assert_cmpint (postino_flight_log_find (log, 103, 2, &code, &reply), ==, POSTINO_FLIGHT_FREE);
  g_assert_cmpint (postino_flight_log_find (log, 104, 1, &code, &reply), ==, POSTINO_FLIGHT_FREE);
}

static void
test_all_slots (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (PostinoFlight) flight = postino_flight_create (fixture->path, "run-1", NULL);
  int last = -1;

  for (int i = 0; i < POSTINO_FLIGHT_N_SLOTS; i++)
    {
      last = postino_flight_take (flight, i + 1, 1);
      g_assert_cmpint (last, >=, 0);
    }
  g_assert_cmpint (postino_flight_take (flight, 9999, 1), ==, -1);
  postino_flight_release (flight, last);
  g_assert_cmpint (postino_flight_take (flight, 9999, 1), ==, last);
}

/* A table that is short, of another boot, or not one, proves nothing. */
static void
test_not_trusted (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  g_assert_null (postino_flight_log_read (fixture->path));
  postino_flight_close (postino_flight_create (fixture->path, "run-1", NULL));
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &n_bytes, NULL));

  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) n_bytes - 1, NULL));
  g_assert_null (postino_flight_log_read (fixture->path));

  bytes[8] ^= 1; /* the boot id */
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) n_bytes, NULL));
  g_assert_null (postino_flight_log_read (fixture->path));

  bytes[8] ^= 1;
  bytes[0] ^= 1; /* the magic */
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) n_bytes, NULL));
  g_assert_null (postino_flight_log_read (fixture->path));

  bytes[0] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) n_bytes, NULL));
  postino_flight_log_free (postino_flight_log_read (fixture->path));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/flight/survives-kill", Fixture, NULL, set_up, test_survives_kill, tear_down);
  g_test_add ("/flight/all-slots", Fixture, NULL, set_up, test_all_slots, tear_down);
  g_test_add ("/flight/not-trusted", Fixture, NULL, set_up, test_not_trusted, tear_down);
  return g_test_run ();
}
