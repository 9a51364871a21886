/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/link-base.h"
#include "campaign/servers-table.h"
#include "store/change.h"
#include "workspace/settings-table.h"
#include "workspace/workspace.h"

#define NOW G_GINT64_CONSTANT (1000)

/* Profiles that must come back as they went in; NULL and 0 are the defaults. */
static const struct {
  const char *host;
  guint port, read_port;
  PostinoSmtpTls tls;
  const char *auth, *user, *ca_file, *pin;
  guint connections;
  double per_second;
  gboolean trial;
  const char *client_id, *authorize_url, *token_url, *scope;
  gboolean plain_password;
  gboolean verp;
} profiles[] = {
  { "smtp.example.com", 0, 465, POSTINO_SMTP_TLS_TLS, "auto", NULL, NULL, NULL, 4, 0, FALSE },
  { "smtp.example.com", 0, 587, POSTINO_SMTP_TLS_STARTTLS, "plain", "ann", NULL, NULL, 1, 0.5, FALSE },
  { "127.0.0.1", 65535, 65535, POSTINO_SMTP_TLS_NONE, "none", NULL, "/etc/ca.pem", "ab:cd", 64, 333.3, TRUE },
  { "mail.example", 0, 465, POSTINO_SMTP_TLS_TLS, "xoauth2", "ann", NULL, NULL, 4, 0, FALSE, "me", "https://a", "https://t", "s" },
  { "192.0.2.1", 0, 25, POSTINO_SMTP_TLS_NONE, "auto", "ann", NULL, NULL, 4, 0, FALSE, NULL, NULL, NULL, NULL, TRUE, TRUE },
};

static void
fill_profile (PostinoSmtpProfile *profile,
              gsize               i)
{
  g_free (profile->auth);
  profile->auth = g_strdup (profiles[i].auth);
  profile->port = profiles[i].port;
  profile->tls = profiles[i].tls;
  profile->user = g_strdup (profiles[i].user);
  profile->ca_file = g_strdup (profiles[i].ca_file);
  profile->pin = g_strdup (profiles[i].pin);
  profile->client_id = g_strdup (profiles[i].client_id);
  profile->authorize_url = g_strdup (profiles[i].authorize_url);
  profile->token_url = g_strdup (profiles[i].token_url);
  profile->scope = g_strdup (profiles[i].scope);
  profile->connections = profiles[i].connections;
  profile->per_second = profiles[i].per_second;
  profile->is_trial = profiles[i].trial;
  profile->plain_password = profiles[i].plain_password;
  profile->verp = profiles[i].verp;
}

static void
assert_is (const PostinoSmtpProfile *profile,
           gsize                     i)
{
  g_assert_cmpstr (profile->host, ==, profiles[i].host);
  g_assert_cmpuint (profile->port, ==, profiles[i].read_port);
  g_assert_cmpint (profile->tls, ==, profiles[i].tls);
  g_assert_cmpstr (profile->auth, ==, profiles[i].auth);
  g_assert_cmpstr (profile->user, ==, profiles[i].user);
  g_assert_cmpstr (profile->ca_file, ==, profiles[i].ca_file);
  g_assert_cmpstr (profile->pin, ==, profiles[i].pin);
  g_assert_cmpstr (profile->client_id, ==, profiles[i].client_id);
  g_assert_cmpstr (profile->authorize_url, ==, profiles[i].authorize_url);
  g_assert_cmpstr (profile->token_url, ==, profiles[i].token_url);
  g_assert_cmpstr (profile->scope, ==, profiles[i].scope);
  g_assert_cmpuint (profile->connections, ==, profiles[i].connections);
  g_assert_cmpfloat (profile->per_second, ==, profiles[i].per_second);
  g_assert_cmpint (profile->is_trial, ==, profiles[i].trial);
  g_assert_cmpint (profile->plain_password, ==, profiles[i].plain_password);
  g_assert_cmpint (profile->verp, ==, profiles[i].verp);
}

static gint64
add (PostinoDb  *db,
     const char *name,
     gboolean    is_sandbox)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new (name, "h");
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_true (postino_servers_table_insert (db, profile, is_sandbox, NOW, &id, &error));
  g_assert_no_error (error);
  return id;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autofree char *name = g_strdup_printf ("s%zu", i);
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new (name, profiles[i].host);
      g_autoptr (PostinoServer) by_id = NULL;
      g_autoptr (PostinoServer) by_name = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id = 0;

      fill_profile (profile, i);
      g_assert_true (postino_servers_table_insert (db, profile, FALSE, NOW, &id, &error));
      by_id = postino_servers_table_get (db, id, &error);
      by_name = postino_servers_table_get_by_name (db, name, &error);
      g_assert_no_error (error);
      assert_is (by_id->profile, i);
      assert_is (by_name->profile, i);
      g_assert_cmpint (by_id->id, ==, id);
      g_assert_cmpint (by_name->id, ==, id);
      g_assert_cmpstr (by_id->profile->name, ==, name);
      g_assert_false (by_id->is_sandbox);
      g_assert_cmpuint (by_id->weight, ==, 1);
      g_assert_null (by_id->stopped_why);
    }
  remove_scratch_folder (folder);
}

/* Every profile put in the place of every other one: nothing of the old one stays, nor the sentence it was stopped for. */
static void
test_update (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  gint64 id = add (db, "s", FALSE);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (profiles) * 2; i++)
    {
      gsize n = G_N_ELEMENTS (profiles) - 1 - i % G_N_ELEMENTS (profiles);
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("s", profiles[n].host);
      g_autoptr (PostinoServer) stopped = NULL;
      g_autoptr (PostinoServer) server = NULL;
      gint64 seen = postino_change_read (db, POSTINO_TOPIC_SERVERS, NULL);

      g_assert_true (postino_servers_table_set_stopped (db, id, "535 wrong password", &error));
      stopped = postino_servers_table_get (db, id, &error);
      g_assert_cmpstr (stopped->stopped_why, ==, "535 wrong password");
      fill_profile (profile, n);
      g_assert_true (postino_servers_table_update (db, id, profile, &error));
      server = postino_servers_table_get (db, id, &error);
      assert_is (server->profile, n);
      g_assert_null (server->stopped_why);
      g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_SERVERS, NULL), >=, seen + 2);
    }
  remove_scratch_folder (folder);
}

static void
test_names (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoSmtpProfile) again = postino_smtp_profile_new ("a", "h");
  g_autoptr (PostinoServer) removed = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first = add (db, "a", FALSE);
  gint64 second = 0;

  g_assert_false (postino_servers_table_insert (db, again, FALSE, NOW, &second, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);

  /* The name of a removed one is free again; the ledger still finds the old one. */
  g_assert_true (postino_servers_table_remove (db, first, NOW, &error));
  g_assert_null (postino_servers_table_get_by_name (db, "a", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (postino_servers_table_insert (db, again, FALSE, NOW, &second, &error));
  removed = postino_servers_table_get (db, first, &error);
  g_assert_cmpstr (removed->profile->name, ==, "a");
  listed = postino_servers_table_list (db, &error);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpint (((PostinoServer *) listed->pdata[0])->id, ==, second);

  g_assert_null (postino_servers_table_get (db, 99, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

/* The sandbox listens where it could; a real server's port is never the sandbox's. */
static void
test_sandbox_port (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  gint64 sandbox = add (db, "sandbox", TRUE);
  gint64 real = add (db, "real", FALSE);
  g_autoptr (PostinoServer) before = postino_servers_table_get (db, sandbox, NULL);
  g_autoptr (PostinoServer) after = NULL;
  g_autoptr (PostinoServer) other = NULL;

  g_assert_true (postino_settings_table_set (db, POSTINO_SETTING_SANDBOX_PORT, "4025", NULL));
  after = postino_servers_table_get (db, sandbox, NULL);
  other = postino_servers_table_get (db, real, NULL);
  g_assert_true (before->is_sandbox);
  g_assert_cmpuint (before->profile->port, ==, 465);
  g_assert_cmpuint (after->profile->port, ==, 4025);
  g_assert_cmpuint (other->profile->port, ==, 465);
  remove_scratch_folder (folder);
}

static void
test_routes (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GPtrArray) routes = NULL;
  g_autoptr (GError) error = NULL;
  const PostinoServer *server;

  for (int i = 1; i <= 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);

      add (db, name, FALSE);
    }
  postino_db_exec (db, "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1), "
                       "(2, 'campaign', 'd', 1, 1); INSERT INTO campaign_server VALUES (1, 1, 3), (1, 2, 1), (1, 3, 7), (2, 4, 1);"
                       "UPDATE server SET removed_us = 5 WHERE id = 2", &error);
  g_assert_no_error (error);
  routes = postino_servers_table_list_for_campaign (db, 1, &error);
  g_assert_cmpuint (routes->len, ==, 2);
  server = routes->pdata[0];
  g_assert_cmpint (server->id, ==, 1);
  g_assert_cmpuint (server->weight, ==, 3);
  server = routes->pdata[1];
  g_assert_cmpint (server->id, ==, 3);
  g_assert_cmpuint (server->weight, ==, 7);
  remove_scratch_folder (folder);
}

static void
test_secret_name (void)
{
  g_autofree char *name = postino_servers_table_build_secret_name (G_GINT64_CONSTANT (5000000000));

  g_assert_cmpstr (name, ==, "server-5000000000");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/servers-table/round-trip", test_round_trip);
  g_test_add_func ("/servers-table/update", test_update);
  g_test_add_func ("/servers-table/names", test_names);
  g_test_add_func ("/servers-table/sandbox-port", test_sandbox_port);
  g_test_add_func ("/servers-table/routes", test_routes);
  g_test_add_func ("/servers-table/secret-name", test_secret_name);
  return g_test_run ();
}
