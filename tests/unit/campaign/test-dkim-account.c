/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A domain's keys from the first to the second pair, with the private halves in files and DNS in a text. */
#include <glib/gstdio.h>
#include <string.h>

#include "scratch-workspace.h"

#include "base/error.h"
#include "campaign/dkim-account.h"
#include "campaign/dkim-keys-table.h"
#include "net/dns-zone.h"
#include "workspace/secrets.h"

#define DAY (G_GINT64_CONSTANT (24 * 3600) * G_USEC_PER_SEC)
#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'shop@a.example', 'Bottega', 1), "                 \
  "(2, 'shop@b.example', 'Bottega', 1);"                                                                            \
  "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES (1, 't', 'smtp', 'h', 25, 'none', 1, 1), " \
  "(2, 'r', 'smtp', 'h', 25, 'tls', 0, 1);"                                                                         \
  "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) VALUES (1, 'campaign', 'trial', 1, 1, 1), " \
  "(2, 'campaign', 'real', 1, 1, 1), (3, 'campaign', 'nobody', NULL, 1, 1), (4, 'campaign', 'other', 2, 1, 1);"     \
  "INSERT INTO campaign_server VALUES (1, 1, 1), (2, 2, 1), (4, 1, 1);"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->workspace = open_scratch_workspace (&fixture->folder);
  run_sql (fixture->workspace, WORLD);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

/* The selectors that sign a campaign, by blanks; "error N". Yours. */
static char *
describe (Fixture *fixture,
          gint64   campaign)
{
  g_autoptr (PostinoDkimKeySet) keys = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  if (!postino_dkim_account_load (fixture->workspace, campaign, &keys, &error))
    g_string_printf (text, "error %d", error->code);
  for (guint i = 0; keys != NULL && i < postino_dkim_key_set_count (keys); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", postino_dkim_key_set_get_selector (keys, i));
  return g_string_free (text, FALSE);
}

#define assert_signs(FIXTURE, CAMPAIGN, SELECTORS)            \
  G_STMT_START {                                              \
    g_autofree char *said = describe (FIXTURE, CAMPAIGN);     \
    g_assert_cmpstr (said, ==, SELECTORS);                    \
  } G_STMT_END

static gboolean
list_cb (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  *(GPtrArray **) data = postino_dkim_keys_table_list (db, NULL, error);
  return TRUE;
}

/* A zone that shows the keys whose selector begins with one of @shown; "!": nobody answers. Yours. */
static PostinoDns *
publish (Fixture    *fixture,
         const char *shown)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GResolver) zone = NULL;
  g_auto (GStrv) prefixes = g_strsplit (shown, " ", -1);

  postino_store_read (postino_workspace_get_store (fixture->workspace), list_cb, &rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const PostinoDkimKeyRow *row = rows->pdata[i];
      g_autofree char *name = postino_dkim_record_build_name (row->selector, row->domain);
      g_autofree char *value = postino_dkim_record_build (row->kind, row->public_key);

      if (*shown == '!')
        g_string_append_printf (text, "%s FAIL\n", name);
      for (gsize j = 0; prefixes[j] != NULL; j++)
        {
          if (*prefixes[j] != '\0' && g_str_has_prefix (row->selector, prefixes[j]))
            g_string_append_printf (text, "%s TXT %s\n", name, value);
        }
    }
  zone = postino_dns_zone_new (text->str, NULL);
  return postino_dns_new (zone, 1000);
}

static void
check (Fixture    *fixture,
       const char *shown,
       gint64      at)
{
  g_autoptr (PostinoDns) dns = publish (fixture, shown);
  g_autoptr (GError) error = NULL;

  postino_dkim_account_check (fixture->workspace, dns, "a.example", at, NULL, &error);
  g_assert_no_error (error);
}

static void
create (Fixture    *fixture,
        const char *selector,
        gint64      at)
{
  g_autoptr (GError) error = NULL;
  gboolean in_file = FALSE;

  postino_dkim_account_create (fixture->workspace, "a.example", selector, at, &in_file, &error);
  g_assert_no_error (error);
  g_assert_true (in_file || get_number (fixture->workspace, "SELECT count(*) FROM dkim_key") == 2);
}

static guint
count_secrets (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "secrets", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "dkim-") ? 1 : 0;
  return n;
}

static void
test_life (Fixture      *fixture,
           gconstpointer data)
{
  assert_signs (fixture, 1, "");
  create (fixture, "S1", 1);
  g_assert_cmpuint (count_secrets (fixture), ==, 2);
  create (fixture, "s1", 2); /* there already */
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count(*) FROM dkim_key WHERE created_us = 1"), ==, 2);

  assert_signs (fixture, 1, "s1 s1-ed25519");
  assert_signs (fixture, 2, "");
  assert_signs (fixture, 3, "");
  assert_signs (fixture, 4, "");
  check (fixture, "", DAY);
  assert_signs (fixture, 2, "");
  check (fixture, "s1-ed25519", DAY + 1);
  assert_signs (fixture, 2, "s1-ed25519");
  check (fixture, "s1", DAY + 2);
  assert_signs (fixture, 2, "s1 s1-ed25519");

  create (fixture, "s2", 2 * DAY);
  assert_signs (fixture, 2, "s1 s1-ed25519");
  assert_signs (fixture, 1, "s1 s1-ed25519");
  check (fixture, "s1 s2", 3 * DAY);
  assert_signs (fixture, 2, "s2 s2-ed25519");
  g_assert_cmpuint (count_secrets (fixture), ==, 4);
  /* gone from DNS too early: it stays for a while, and is back if its record is */
  check (fixture, "s2", 4 * DAY);
  check (fixture, "s1", 5 * DAY);
  assert_signs (fixture, 2, "s1 s1-ed25519");
  check (fixture, "s2", 6 * DAY);
  check (fixture, "s2", 13 * DAY);
  assert_signs (fixture, 2, "s2 s2-ed25519");
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count(*) FROM dkim_key"), ==, 2);
  g_assert_cmpuint (count_secrets (fixture), ==, 2);
}

static void
test_no_answer (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (PostinoDns) silent = NULL;
  g_autoptr (GError) error = NULL;

  create (fixture, "s1", 1);
  check (fixture, "s1", DAY);
  silent = publish (fixture, "!");
  g_assert_false (postino_dkim_account_check (fixture->workspace, silent, "a.example", 2 * DAY, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY);
  assert_signs (fixture, 2, "s1 s1-ed25519");
  g_assert_cmpint (get_number (fixture->workspace, "SELECT max(checked_us) FROM dkim_key"), ==, DAY);
}

/* A record of the same name with another key is not ours. */
static void
test_other_key (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GResolver) zone = postino_dns_zone_new ("s1._domainkey.a.example TXT v=DKIM1; p=aGk=", NULL);
  g_autoptr (PostinoDns) dns = postino_dns_new (zone, 1000);
  g_autoptr (GError) error = NULL;

  create (fixture, "s1", 1);
  g_assert_true (postino_dkim_account_check (fixture->workspace, dns, "a.example", DAY, NULL, &error));
  assert_signs (fixture, 2, "");
}

/* Only what is due. */
static void
test_due (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (PostinoDns) dns = NULL;

  create (fixture, "s1", 1);
  dns = publish (fixture, "s1");
  g_assert_true (postino_dkim_account_check (fixture->workspace, dns, NULL, DAY, NULL, NULL));
  g_assert_cmpint (get_number (fixture->workspace, "SELECT min(checked_us) FROM dkim_key"), ==, DAY);
  g_assert_true (postino_dkim_account_check (fixture->workspace, dns, NULL, DAY + 1, NULL, NULL));
  g_assert_cmpint (get_number (fixture->workspace, "SELECT max(checked_us) FROM dkim_key"), ==, DAY);
}

/* A private half that is lost, or another workspace's, is noticed; one that cannot be read is no reason to forget. */
static void
test_lost (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "secrets", "dkim-2", NULL);
  g_autoptr (PostinoDkimKey) stranger = postino_dkim_key_generate (POSTINO_DKIM_RSA);
  char *pem = postino_dkim_key_to_pem (stranger);
  g_autoptr (PostinoDns) dns = NULL;
  g_autoptr (GError) error = NULL;

  create (fixture, "s1", 1);
  check (fixture, "s1", DAY);
  g_assert_true (postino_secrets_store (fixture->workspace, "dkim-1", pem, NULL, &error));
  postino_secrets_free (pem);
  assert_signs (fixture, 2, "s1-ed25519");
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count(*) FROM dkim_key"), ==, 1);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0); /* cannot be read */
  assert_signs (fixture, 2, "error 0");
  dns = publish (fixture, "s1");
  g_assert_false (postino_dkim_account_check (fixture->workspace, dns, "a.example", 2 * DAY, NULL, &error));
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count(*) FROM dkim_key"), ==, 1);

  g_assert_cmpint (g_rmdir (path), ==, 0);
  check (fixture, "s1", 3 * DAY);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count(*) FROM dkim_key"), ==, 0);
  assert_signs (fixture, 2, "");
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (postino_dkim_account_create (fixture->workspace, "a.example", "no selector", 1, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  assert_signs (fixture, 99, "error 2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/dkim-account/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("life", test_life);
  ADD ("no-answer", test_no_answer);
  ADD ("other-key", test_other_key);
  ADD ("due", test_due);
  ADD ("lost", test_lost);
  ADD ("refused", test_refused);
  return g_test_run ();
}
