/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "campaign/destinations-table.h"
#include "send/destination-map.h"

#define NOW G_GINT64_CONSTANT (1800000000000000)
#define ZONE                                       \
  "shop.example MX 10 alt1.aspmx.l.google.com\n"   \
  "own.example MX 10 mx.own.example\n"             \
  "broken.example FAIL\n"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  PostinoFakeClock clock;
  GMutex lock;
  PostinoDns *dns;
  PostinoDestinationMap *map;
} Fixture;

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->map = postino_destination_map_new (postino_workspace_get_store (fixture->workspace),
                                              &fixture->clock.parent, &fixture->lock, fixture->dns);
  g_assert_true (postino_destination_map_refresh (fixture->map, 1, &error));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *zone = NULL;

  fixture->workspace = open_scratch_workspace (&fixture->folder);
  postino_fake_clock_init (&fixture->clock, NOW);
  g_mutex_init (&fixture->lock);
  zone = g_build_filename (fixture->folder, "zone", NULL);
  g_assert_true (g_file_set_contents (zone, ZONE, -1, &error));
  fixture->dns = postino_dns_open_file (zone, &error);
  g_assert_no_error (error);
  start (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_destination_map_free (fixture->map);
  postino_dns_unref (fixture->dns);
  g_mutex_clear (&fixture->lock);
  g_clear_object (&fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static PostinoDestination *
find (Fixture    *fixture,
      const char *domain,
      gboolean    asks)
{
  PostinoDestination *destination;

  g_mutex_lock (&fixture->lock);
  destination = postino_destination_map_find (fixture->map, domain, asks)->destination;
  g_mutex_unlock (&fixture->lock);
  return destination;
}

/* The answer to a question comes from a thread of its own. */
static PostinoDestination *
wait_for_id (Fixture    *fixture,
             const char *domain,
             const char *id)
{
  while (!g_str_equal (find (fixture, domain, TRUE)->id, id))
    g_usleep (1000);
  return find (fixture, domain, TRUE);
}

static void
save (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  postino_fake_clock_advance (&fixture->clock, 2 * G_USEC_PER_SEC);
  g_assert_true (postino_destination_map_save (fixture->map, &error));
  g_assert_no_error (error);
}

/* By the domain of the address, or by who takes its mail; one that nobody knows stands for itself. */
static void
test_operators (Fixture      *fixture,
                gconstpointer data)
{
  PostinoDestination *gmail = find (fixture, "gmail.com", TRUE);

  g_assert_cmpstr (gmail->id, ==, "gmail");
  g_assert_cmpstr (gmail->name, ==, "Gmail");
  g_assert_true (find (fixture, "googlemail.com", FALSE) == gmail);
  g_assert_cmpstr (find (fixture, "shop.example", FALSE)->id, ==, "shop.example");
  g_assert_true (wait_for_id (fixture, "shop.example", "gmail") == gmail);
  g_assert_cmpstr (find (fixture, "own.example", TRUE)->name, ==, "own.example");
  g_assert_cmpstr (find (fixture, "broken.example", TRUE)->id, ==, "broken.example");
}

/* An answer is not asked for again within a week, whoever asks. */
static void
test_answers_are_kept (Fixture      *fixture,
                       gconstpointer data)
{
  wait_for_id (fixture, "shop.example", "gmail");
  save (fixture);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM mail_domain WHERE destination = 'gmail'"), ==, 1);
  run_sql (fixture->workspace, "UPDATE mail_domain SET destination = 'yahoo'");
  postino_destination_map_free (fixture->map);
  start (fixture);
  wait_for_id (fixture, "shop.example", "yahoo");
  postino_fake_clock_advance (&fixture->clock, G_GINT64_CONSTANT (8 * 86400) * G_USEC_PER_SEC);
  postino_destination_map_free (fixture->map);
  start (fixture);
  wait_for_id (fixture, "shop.example", "gmail");
}

/* What it asked for holds after the program has ended, for as long as it was meant. */
static void
test_pause_is_kept (Fixture      *fixture,
                    gconstpointer data)
{
  PostinoDestination *gmail = find (fixture, "gmail.com", FALSE);
  gint64 left_us = POSTINO_DESTINATION_PAUSE_US - 3 * 60 * G_USEC_PER_SEC;

  postino_destination_pause (gmail, "421 4.7.28 slow down", postino_clock_boot_us (&fixture->clock.parent));
  save (fixture);
  postino_destination_map_free (fixture->map);
  postino_fake_clock_advance (&fixture->clock, 3 * 60 * G_USEC_PER_SEC - 2 * G_USEC_PER_SEC);
  start (fixture);
  gmail = find (fixture, "gmail.com", FALSE);
  g_assert_cmpuint (gmail->window, ==, 1);
  g_assert_cmpstr (gmail->why, ==, "421 4.7.28 slow down");
  g_assert_cmpint (gmail->closed_until_us - postino_clock_boot_us (&fixture->clock.parent), ==, left_us);
}

static void
test_limits (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PostinoDestination *gmail = find (fixture, "gmail.com", FALSE);

  postino_destination_pause (gmail, "slow down", postino_clock_boot_us (&fixture->clock.parent));
  run_sql (fixture->workspace, "INSERT INTO destination (id, per_second, at_once) VALUES ('gmail', 2.5, 3)");
  g_assert_true (postino_destination_map_refresh (fixture->map, 1, &error)); /* nothing has changed, it is told */
  g_assert_cmpfloat (gmail->per_second, ==, 0);
  g_assert_true (postino_destination_map_refresh (fixture->map, 2, &error));
  g_assert_cmpfloat (gmail->per_second, ==, 2.5);
  g_assert_cmpuint (gmail->at_once, ==, 3);
  g_assert_cmpuint (gmail->window, ==, 1); /* what was learnt since is not forgotten */
}

/* However many there are, memory is not. */
static void
test_bound (Fixture      *fixture,
            gconstpointer data)
{
  PostinoDestination *others;

  for (guint i = 0; i < POSTINO_MAIL_DOMAINS_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);

      find (fixture, name, FALSE);
    }
  others = find (fixture, "one-more.example", TRUE);
  g_assert_true (find (fixture, "yet-another.example", TRUE) == others);
  g_assert_cmpstr (find (fixture, "d7.example", FALSE)->id, ==, "d7.example");
  g_assert_cmpstr (find (fixture, "gmail.com", FALSE)->id, ==, "gmail");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/destination-map/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("operators", test_operators);
  ADD ("answers-are-kept", test_answers_are_kept);
  ADD ("pause-is-kept", test_pause_is_kept);
  ADD ("limits", test_limits);
  ADD ("bound", test_bound);
#undef ADD
  return g_test_run ();
}
