/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "interchange/stage-table.h"

static const struct {
  const char *key;
  const char *values[2];
} rows[] = {
  { "b@x.it", { "B1", NULL } },
  { "a@x.it", { "A1", "Roma" } },
  { "b@x.it", { "B2", "Pisa" } },
  { "c@x.it", { NULL, NULL } },
  { "b@x.it", { NULL, "Bari" } },
};

static const struct {
  PostinoStageMerge merge;
  const char *staged;
} cases[] = {
  { POSTINO_STAGE_FILL, "a@x.it 1 A1 Roma;b@x.it 3 B1 Pisa;c@x.it 1 - -;" },
  { POSTINO_STAGE_OVERWRITE, "a@x.it 1 A1 Roma;b@x.it 3 B2 Bari;c@x.it 1 - -;" },
  { POSTINO_STAGE_KEEP, "a@x.it 1 A1 Roma;b@x.it 3 B1 -;c@x.it 1 - -;" },
};

static char *
read_all (PostinoStage *stage)
{
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  PostinoStaged *staged;

  g_assert_true (postino_stage_rewind (stage, &error));
  while ((staged = postino_stage_next (stage, &error)) != NULL)
    {
      g_string_append_printf (text, "%s %u %s %s;", staged->key, staged->n_rows,
                              staged->values[0] != NULL ? staged->values[0] : "-",
                              staged->values[1] != NULL ? staged->values[1] : "-");
      postino_staged_free (staged, 2);
    }
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
test_merge (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
      g_autoptr (PostinoStage) stage = postino_stage_new (folder, 2, cases[i].merge, &error);
      g_autoptr (GDir) dir = NULL;
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;

      g_assert_no_error (error);
      for (gsize j = 0; j < G_N_ELEMENTS (rows); j++)
        g_assert_true (postino_stage_add (stage, rows[j].key, rows[j].key, rows[j].values, &error));
      once = read_all (stage);
      twice = read_all (stage);
      g_assert_cmpstr (once, ==, cases[i].staged);
      g_assert_cmpstr (twice, ==, once);
      dir = g_dir_open (folder, 0, &error);
      g_assert_null (g_dir_read_name (dir));
      remove_scratch_folder (folder);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage-table/merge", test_merge);
  return g_test_run ();
}
