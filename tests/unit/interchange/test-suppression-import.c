/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/suppression-import.h"

#include "scratch-workspace.h"

#include <string.h>

/* What is in the file; each begins with this standing: old@example.org unsubscribed, lifted@example.org lifted. */
#define BEFORE                                                                                                     \
  "INSERT INTO suppression (key, reason, source, at_us, lifted_us, lifted_why) VALUES "                            \
  "('old@example.org', 'unsubscribed', 'link', 1, NULL, NULL), ('lifted@example.org', 'manual', 'cli', 1, 2, 'x');"

static const struct {
  const char *text;
  const char *reason;
  gint64 n[4];      /* rows, added, known, invalid */
  const char *sql;  /* what must be true of the suppressions afterwards */
} cases[] = {
  { "ann@example.org\nnobody\n@example.net\nAnn@example.org\n", "manual", { 4, 2, 1, 1 },
    "SELECT count(*) = 3 AND sum (key = '@example.net' AND reason = 'manual') = 1 FROM suppression WHERE lifted_us IS NULL" },
  { "E-mail;Motivo;Nota\nann@example.org;Unsubscribed;\nbob@example.org;lettera;2024\nevi@example.org;;a voce\n",
    "complaint", { 3, 3, 0, 0 },
    "SELECT sum (key = 'ann@example.org' AND reason = 'unsubscribed' AND note IS NULL) = 1 "
    "AND sum (key = 'bob@example.org' AND reason = 'manual' AND note = 'lettera') = 1 "
    "AND sum (key = 'evi@example.org' AND reason = 'complaint' AND note = 'a voce') = 1 FROM suppression" },
  /* Excluded already, for a graver reason or the same: that stands as it was. */
  { "email,reason\nold@example.org,manual\nold@example.org,unsubscribed\n", "manual", { 2, 1, 1, 0 },
    "SELECT count(*) = 2 AND sum (reason = 'unsubscribed' AND source = 'link' AND at_us = 1) = 1 FROM suppression "
    "WHERE key = 'old@example.org' AND lifted_us IS NULL" },
  { "email\nlifted@example.org\n", "manual", { 1, 1, 0, 0 },
    "SELECT count(*) = 1 FROM suppression WHERE key = 'lifted@example.org' AND lifted_us IS NULL" },
  { "email\n'@example.net\n", "hard-bounce", { 1, 1, 0, 0 },
    "SELECT count(*) = 1 FROM suppression WHERE key = '@example.net' AND reason = 'hard-bounce' AND source = 'import'" },
};

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  char *path;
  char *rejects;
} World;

static void
set_up (World        *world,
        gconstpointer data)
{
  world->workspace = open_scratch_workspace (&world->folder);
  world->path = g_build_filename (world->folder, "file.csv", NULL);
  world->rejects = g_build_filename (world->folder, "rejected.csv", NULL);
  run_sql (world->workspace, BEFORE);
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  g_object_unref (world->workspace);
  remove_scratch_folder (world->folder);
  g_free (world->folder);
  g_free (world->path);
  g_free (world->rejects);
}

static PostinoSuppressionImportOptions
write_file (World      *world,
            const char *text,
            const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (world->path, text, -1, &error);
  g_assert_no_error (error);
  return (PostinoSuppressionImportOptions) { .path = world->path, .reason = reason, .source = "import", .how = "import",
                                             .rejects = world->rejects };
}

static void
run_import (World                                 *world,
            const PostinoSuppressionImportOptions *options,
            PostinoSuppressionImport              *done)
{
  g_autoptr (GError) error = NULL;

  postino_suppression_import (postino_workspace_get_store (world->workspace), options, done, NULL, &error);
  g_assert_no_error (error);
}

static void
test_case (World        *world,
           gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  PostinoSuppressionImportOptions options = write_file (world, cases[i].text, cases[i].reason);
  PostinoSuppressionImport done;

  run_import (world, &options, &done);
  g_assert_cmpint (done.n_rows, ==, cases[i].n[0]);
  g_assert_cmpint (done.n_added, ==, cases[i].n[1]);
  g_assert_cmpint (done.n_known, ==, cases[i].n[2]);
  g_assert_cmpint (done.n_invalid, ==, cases[i].n[3]);
  g_assert_cmpint (get_number (world->workspace, cases[i].sql), ==, 1);
  g_assert_cmpint (get_number (world->workspace,
                               "SELECT count(*) FROM suppression WHERE key = 'old@example.org' AND reason = 'unsubscribed' "
                               "AND lifted_us IS NULL"), ==, 1);
  run_import (world, &options, &done); /* again: nothing is new */
  g_assert_cmpint (done.n_added, ==, 0);
  g_assert_cmpint (get_number (world->workspace, cases[i].sql), ==, 1);
}

/* The line numbers are those of the file. */
static void
test_rejects (World        *world,
              gconstpointer data)
{
  PostinoSuppressionImportOptions options = write_file (world, "email,name\na@example.org,A\nnobody,B\n\nx@,C\n", "manual");
  PostinoSuppressionImport done;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  run_import (world, &options, &done);
  g_assert_cmpint (done.n_invalid, ==, 2);
  g_assert_true (g_file_get_contents (world->rejects, &text, NULL, NULL));
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, "row,reason,email,name");
  g_assert_true (g_str_has_prefix (lines[1], "3,") && g_str_has_suffix (lines[1], ",nobody,B"));
  g_assert_true (g_str_has_prefix (lines[2], "5,") && g_str_has_suffix (lines[2], ",x@,C"));
}

static void
test_dry_run (World        *world,
              gconstpointer data)
{
  PostinoSuppressionImportOptions options = write_file (world, "a@example.org\nnobody\n", "manual");
  PostinoSuppressionImport done;

  options.dry_run = TRUE;
  options.rejects = NULL;
  run_import (world, &options, &done);
  g_assert_cmpint (done.n_rows, ==, 2);
  g_assert_cmpint (done.n_invalid, ==, 1);
  g_assert_cmpint (get_number (world->workspace, "SELECT count(*) FROM suppression"), ==, 2);
}

static void
cancel_cb (gint64   n_rows,
           double   fraction,
           gpointer data)
{
  g_assert_cmpfloat (fraction, >, 0);
  g_assert_cmpfloat (fraction, <, 1);
  g_cancellable_cancel (data);
}

/* What was added by then stays, and is told. */
static void
test_cancel (World        *world,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  PostinoSuppressionImportOptions options;
  PostinoSuppressionImport done;

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "p%d@example.org\n", i);
  options = write_file (world, text->str, "manual");
  options.progress = cancel_cb;
  options.progress_data = cancellable;
  g_assert_false (postino_suppression_import (postino_workspace_get_store (world->workspace), &options, &done, cancellable,
                                              &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (done.n_added, ==, 1000);
  g_assert_cmpint (get_number (world->workspace, "SELECT count(*) FROM suppression WHERE key LIKE 'p%'"), ==, done.n_added);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/suppression-import/case/%u", i);

      g_test_add (name, World, GUINT_TO_POINTER (i), set_up, test_case, tear_down);
    }
  g_test_add ("/suppression-import/rejects", World, NULL, set_up, test_rejects, tear_down);
  g_test_add ("/suppression-import/dry-run", World, NULL, set_up, test_dry_run, tear_down);
  g_test_add ("/suppression-import/cancel", World, NULL, set_up, test_cancel, tear_down);
  return g_test_run ();
}
