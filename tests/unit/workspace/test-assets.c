/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <utime.h>

#include "scratch-db.h"

#include "base/error.h"
#include "workspace/assets.h"

static GBytes *
make (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = make ("offer");
  g_autoptr (GBytes) found = NULL;
  g_autofree char *name = postino_assets_store (folder, content, &error);
  g_autofree char *again = postino_assets_store (folder, content, &error);
  g_autofree char *path = g_build_filename (folder, "assets", name, NULL);
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "988180bf0c9328c9e8bd082755c647048ae82481fd06799bad05f2e1a4e1339c");
  g_assert_cmpstr (name, ==, again);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (postino_assets_has (db, name));
  found = postino_assets_load (db, name, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (found, content));
  remove_scratch_folder (folder);
}

/* What somebody wrote to is noticed, and put right by who has the content. */
static void
test_damaged (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = make ("offer");
  g_autofree char *name = postino_assets_store (folder, content, NULL);
  g_autofree char *path = g_build_filename (folder, "assets", name, NULL);
  g_autofree char *again = NULL;
  g_autoptr (GBytes) found = NULL;

  g_assert_true (g_file_set_contents (path, "other", -1, NULL));
  g_assert_null (postino_assets_load (db, name, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED);
  again = postino_assets_store (folder, content, NULL);
  found = postino_assets_load (db, again, NULL);
  g_assert_true (g_bytes_equal (found, content));
  remove_scratch_folder (folder);
}

static const char *const no_names[] = {
  "", "../workspace.db", "0000000000000000000000000000000000000000000000000000000000000000",
  "4ED8D82B6FA71EBA98C8E11EBABBADBE0FDA5F1A12C02DB0B7AE2E4C53B3C3BB", "/etc/passwd",
};

static void
test_no_names (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (no_names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (postino_assets_has (db, no_names[i]));
      g_assert_null (postino_assets_load (db, no_names[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
    }
  remove_scratch_folder (folder);
}

static void
make_old (const char *folder,
          const char *name)
{
  g_autofree char *path = g_build_filename (folder, "assets", name, NULL);
  struct utimbuf times = { 1000, 1000 };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

/* Only what is old, ours and not used; storing it once more makes it young. */
static void
test_sweep (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *foreign = NULL;
  const char *const texts[] = { "used", "unused", "young", "stored again" };
  char *names[G_N_ELEMENTS (texts)];

  postino_assets_sweep (folder, used, G_MAXINT64); /* nothing is there yet */
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) content = make (texts[i]);

      names[i] = postino_assets_store (folder, content, NULL);
      if (i != 2)
        make_old (folder, names[i]);
      if (i == 3)
        g_free (postino_assets_store (folder, content, NULL));
    }
  foreign = g_build_filename (folder, "assets", "notes.txt", NULL);
  g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));
  make_old (folder, "notes.txt");
  g_hash_table_add (used, names[0]);
  postino_assets_sweep (folder, used, 1000 * G_USEC_PER_SEC);
  g_assert_true (postino_assets_has (db, names[1])); /* not before that moment */
  postino_assets_sweep (folder, used, 1001 * G_USEC_PER_SEC);
  g_assert_true (postino_assets_has (db, names[0]));
  g_assert_false (postino_assets_has (db, names[1]));
  g_assert_true (postino_assets_has (db, names[2]));
  g_assert_true (postino_assets_has (db, names[3]));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (names[i]);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assets/round-trip", test_round_trip);
  g_test_add_func ("/assets/damaged", test_damaged);
  g_test_add_func ("/assets/no-names", test_no_names);
  g_test_add_func ("/assets/sweep", test_sweep);
  return g_test_run ();
}
