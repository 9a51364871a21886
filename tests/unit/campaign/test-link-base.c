/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/link-base.h"

#define SERVERS                                                                                         \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"    \
  "INSERT INTO setting VALUES ('collector-port', '4321');"                                               \
  "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES "                      \
  "(1, 'sandbox', 'sandbox', '127.0.0.1', 0, 'none', 1, 1), (2, 'trial', 'smtp', 'h', 25, 'none', 1, 1), " \
  "(3, 'real', 'smtp', 'h', 465, 'tls', 0, 1);"

static const struct {
  const char *setting; /* NULL: unset */
  const char *servers; /* of the campaign */
  PostinoLinkBaseKind kind;
  const char *url;
} cases[] = {
  { NULL, "1", POSTINO_LINK_BASE_LOCAL, "http://127.0.0.1:4321" },
  { NULL, "1,2", POSTINO_LINK_BASE_LOCAL, "http://127.0.0.1:4321" },
  { NULL, "3", POSTINO_LINK_BASE_NONE, NULL },
  { NULL, "1,2,3", POSTINO_LINK_BASE_NONE, NULL },
  { "none", "1", POSTINO_LINK_BASE_NONE, NULL },
  { "none", "3", POSTINO_LINK_BASE_NONE, NULL },
  { "local", "2", POSTINO_LINK_BASE_LOCAL, "http://127.0.0.1:4321" },
  { "local", "2,3", POSTINO_LINK_BASE_LOCAL_WRONG, NULL },
  { "https://t.example.com", "3", POSTINO_LINK_BASE_PUBLIC, "https://t.example.com" },
  { "https://t.example.com", "1", POSTINO_LINK_BASE_PUBLIC, "https://t.example.com" },
};

static void
test_rule (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      g_autofree char *routes = g_strdup_printf ("INSERT INTO campaign_server SELECT 1, id, 1 FROM server WHERE id IN (%s)",
                                                 cases[i].servers);
      g_autoptr (GError) error = NULL;
      PostinoLinkBase base;

      g_assert_true (postino_db_exec (db, SERVERS, &error) && postino_db_exec (db, routes, &error));
      if (cases[i].setting != NULL)
        g_assert_true (postino_db_run (db, &error, "INSERT INTO setting VALUES ('collector-url', ?1)", "s", cases[i].setting));
      g_assert_true (postino_link_base_find (db, 1, &base, &error));
      g_assert_no_error (error);
      g_assert_cmpint (base.kind, ==, cases[i].kind);
      g_assert_cmpstr (base.url, ==, cases[i].url);
      postino_link_base_clear (&base);
      remove_scratch_folder (folder);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link-base/rule", test_rule);
  return g_test_run ();
}
