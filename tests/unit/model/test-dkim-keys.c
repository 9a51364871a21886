/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dkim-keys.h"

#include <string.h>

#include "scratch-workspace.h"

#include "base/error.h"

typedef struct {
  char *folder;
  char *zone;
  PostinoWorkspace *workspace;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->workspace = open_scratch_workspace (&fixture->folder);
  fixture->zone = g_build_filename (fixture->folder, "zone", NULL);
  g_assert_true (g_file_set_contents (fixture->zone, "", -1, NULL));
  g_setenv ("POSTINO_DNS_FILE", fixture->zone, TRUE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->zone);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The rows; yours. */
static GPtrArray *
run (Fixture       *fixture,
     const char    *selector,
     PostinoDkimAsk ask,
     char         **note,
     GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  postino_dkim_keys_read_async (fixture->workspace, "a.example", selector, ask, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return postino_dkim_keys_read_finish (result, note, error);
}

/* What is known of all keys after an errand. */
#define assert_known(FIXTURE, SELECTOR, ASK, N, CHECKED, SEEN, HAS_NOTE)                                \
  G_STMT_START {                                                                                        \
    g_autofree char *note = NULL;                                                                       \
    g_autoptr (GError) error = NULL;                                                                    \
    g_autoptr (GPtrArray) rows = run (FIXTURE, SELECTOR, ASK, &note, &error);                           \
    g_assert_no_error (error);                                                                          \
    g_assert_cmpuint (rows->len, ==, N);                                                                \
    g_assert_cmpint (note != NULL, ==, HAS_NOTE);                                                       \
    for (guint i = 0; i < rows->len; i++)                                                               \
      {                                                                                                 \
        g_assert_cmpint (((PostinoDkimKeyRow *) rows->pdata[i])->checked_us > 0, ==, CHECKED);          \
        g_assert_cmpint (((PostinoDkimKeyRow *) rows->pdata[i])->seen_us > 0, ==, SEEN);                \
      }                                                                                                 \
  } G_STMT_END

static void
publish (Fixture    *fixture,
         const char *type)
{
  g_autofree char *note = NULL;
  g_autoptr (GPtrArray) rows = run (fixture, NULL, POSTINO_DKIM_ASK_NOT, &note, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const PostinoDkimKeyRow *row = rows->pdata[i];
      g_autofree char *value = postino_dkim_record_build (row->kind, row->public_key);

      g_string_append_printf (text, "%s._domainkey.%s %s %s\n", row->selector, row->domain, type, value);
    }
  g_assert_true (g_file_set_contents (fixture->zone, text->str, -1, NULL));
}

static void
test_errands (Fixture      *fixture,
              gconstpointer data)
{
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_NOW, 0, FALSE, FALSE, FALSE);
  assert_known (fixture, "s1", POSTINO_DKIM_ASK_NOT, 2, FALSE, FALSE, TRUE); /* into files: there is no keyring here */
  publish (fixture, "TXT");
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_NOT, 2, FALSE, FALSE, FALSE);
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_IF_OLD, 2, TRUE, TRUE, FALSE);
  publish (fixture, "FAIL");
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_IF_OLD, 2, TRUE, TRUE, FALSE); /* fresh: not asked */
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_NOW, 2, TRUE, TRUE, TRUE);
  g_assert_true (g_file_set_contents (fixture->zone, "", -1, NULL));
  assert_known (fixture, NULL, POSTINO_DKIM_ASK_NOW, 2, TRUE, FALSE, FALSE);
}

static void
test_no_selector (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (run (fixture, "no selector", POSTINO_DKIM_ASK_NOT, &note, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_assert_null (note);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dkim-keys/errands", Fixture, NULL, set_up, test_errands, tear_down);
  g_test_add ("/dkim-keys/no-selector", Fixture, NULL, set_up, test_no_selector, tear_down);
  return g_test_run ();
}
