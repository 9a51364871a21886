/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/caps-table.h"
#include "campaign/forecast.h"
#include "campaign/servers-table.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  double per_second;
  guint per_minute;
  guint per_hour;
  guint per_day;
} Limits;

static const struct {
  Limits servers[2];
  guint n_servers;
  gint64 n;
  gint64 sent;     /* through the first, an hour ago */
  gint64 least_s;  /* the end is within these, from now; -1: it is not told */
  gint64 most_s;
} cases[] = {
  { { { 0, 0, 0, 0 } }, 1, 100, 0, -1, -1 },
  { { { 2, 0, 0, 0 } }, 1, 101, 0, 50, 50 },
  { { { 2, 6, 0, 0 } }, 1, 101, 0, 1000, 1000 },
  { { { 0, 0, 0, 2000 } }, 1, 2000, 0, 0, 0 },
  { { { 0, 0, 0, 2000 } }, 1, 2001, 0, 86400, 86460 },
  { { { 0, 0, 0, 2000 } }, 1, 40000, 0, 19 * 86400, 19 * 86460 },
  { { { 0, 0, 0, 2000 } }, 1, 1000, 1500, 23 * 3600 - 60, 23 * 3600 + 120 },
  { { { 0, 0, 0, 2000 }, { 0, 0, 0, 500 } }, 2, 2500, 0, 0, 0 },
  { { { 0, 0, 0, 2000 }, { 0, 0, 0, 500 } }, 2, 5000, 0, 86400, 86460 },
  { { { 0, 0, 0, 2000 }, { 0, 0, 0, 0 } }, 2, 5000, 0, -1, -1 },
  { { { 10, 0, 100, 0 } }, 1, 0, 0, -1, -1 },
};

static void
test_cases (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) servers = NULL;
      gint64 end_us = -1;

      postino_db_exec (db, "DELETE FROM cap_count; DELETE FROM server;", &error);
      for (guint s = 0; s < cases[i].n_servers; s++)
        {
          g_autofree char *name = g_strdup_printf ("s%u", s);
          g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new (name, "h");
          gint64 id = 0;

          profile->per_second = cases[i].servers[s].per_second;
          profile->per_minute = cases[i].servers[s].per_minute;
          profile->per_hour = cases[i].servers[s].per_hour;
          profile->per_day = cases[i].servers[s].per_day;
          g_assert_true (postino_servers_table_insert (db, profile, FALSE, 1, &id, &error));
          if (s == 0 && cases[i].sent > 0)
            postino_caps_table_add (db, id, postino_caps_table_find_slice (NOW - 3600 * SECOND), cases[i].sent, &error);
        }
      servers = postino_servers_table_list (db, &error);
      g_assert_true (postino_forecast_find_end (db, servers, cases[i].n, NOW, &end_us, &error));
      g_assert_no_error (error);
      g_test_message ("case %zu: %" G_GINT64_FORMAT " s", i, (end_us - NOW) / SECOND);
      if (cases[i].least_s < 0)
        {
          g_assert_cmpint (end_us, ==, 0);
          continue;
        }
      g_assert_cmpint (end_us, >=, NOW + cases[i].least_s * SECOND);
      g_assert_cmpint (end_us, <=, NOW + cases[i].most_s * SECOND);
    }
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/cases", test_cases);
  return g_test_run ();
}
