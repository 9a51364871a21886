/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaigns-table.h"
#include "campaign/servers-table.h"
#include "campaign/test-send.h"

#define NOW G_GINT64_CONSTANT (1000)

#define WORLD                                                                                        \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@x.it', 'a', 1);"                 \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "                         \
  "(1, 'a', 'smtp', 'h', 25, 'none', 1);"                                                            \
  "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (7, 'ann@x.it', 'ann@x.it', 1, 1);" \
  "INSERT INTO campaign (id, kind, name, identity, tracking, created_us, modified_us) "              \
  "VALUES (1, 'campaign', 'Natale', 1, 'none', 1, 1);"                                               \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (5, 1, 's', 'h', 1);"       \
  "UPDATE campaign SET revision = 5;"                                                                \
  "INSERT INTO campaign_server VALUES (1, 1, 3);"                                                     \
  "INSERT INTO attachment (campaign, name, sha256) VALUES (1, 'a.pdf', 'aa');"

static PostinoDb *
open_world (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, WORLD, &error);
  g_assert_no_error (error);
  return db;
}

static void
test_begin (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (PostinoCampaign) test = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) attachments = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_true (postino_test_send_begin (db, 1, " Me <me@Example.org> ", "ann@x.it", NOW, &id, &error));
  g_assert_no_error (error);
  test = postino_campaigns_table_get (db, id, NULL);
  g_assert_true (test->is_test);
  g_assert_cmpint (test->parent, ==, 1);
  g_assert_cmpint (test->identity, ==, 1);
  g_assert_cmpint (test->revision, ==, 5);
  g_assert_cmpint (test->tracking, ==, POSTINO_TRACKING_NONE);
  g_assert_cmpint (test->wanted, ==, POSTINO_WANTED_RUN);
  g_assert_true (test->immediate);
  g_assert_cmpstr (test->test_to, ==, "me@example.org");
  g_assert_cmpint (test->test_as, ==, 7);
  servers = postino_servers_table_list_for_campaign (db, id, NULL);
  g_assert_cmpuint (servers->len, ==, 1);
  attachments = postino_attachments_table_list (db, id, NULL);
  g_assert_cmpuint (attachments->len, ==, 1);
  remove_scratch_folder (folder);
}

static void
test_refused (void)
{
  static const struct {
    gint64 campaign;
    const char *to;
    const char *as;
    int code;
  } cases[] = {
    { 1, "", NULL, POSTINO_ERROR_INVALID },
    { 1, "no address", NULL, POSTINO_ERROR_INVALID },
    { 1, "me@x.it", "nobody@x.it", POSTINO_ERROR_NOT_FOUND },
    { 9, "me@x.it", NULL, POSTINO_ERROR_NOT_FOUND },
  };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 id = 0;

      g_assert_false (postino_test_send_begin (db, cases[i].campaign, cases[i].to, cases[i].as, NOW, &id, &error));
      g_assert_error (error, POSTINO_ERROR, cases[i].code);
    }
  remove_scratch_folder (folder);
}

/* An empty name of a contact is nobody. */
static void
test_as_nobody (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (PostinoCampaign) test = NULL;
  gint64 id = 0;

  g_assert_true (postino_test_send_begin (db, 1, "me@x.it", "", NOW, &id, NULL));
  test = postino_campaigns_table_get (db, id, NULL);
  g_assert_cmpint (test->test_as, ==, 0);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/test-send/begin", test_begin);
  g_test_add_func ("/test-send/refused", test_refused);
  g_test_add_func ("/test-send/as-nobody", test_as_nobody);
  return g_test_run ();
}
