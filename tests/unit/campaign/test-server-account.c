/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/server-account.h"

#include "base/error.h"
#include "scratch-workspace.h"
#include "workspace/secrets.h"

/* The password of a server; NULL: none. Yours. */
static char *
look_up (PostinoWorkspace *workspace,
         gint64            id)
{
  g_autofree char *name = postino_servers_table_build_secret_name (id);
  g_autoptr (GError) error = NULL;
  char *secret = NULL;

  postino_secrets_lookup (workspace, name, &secret, &error);
  g_assert_no_error (error);
  return secret;
}

static gint64
add (PostinoWorkspace *workspace,
     const char       *name,
     const char       *password)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new (name, "smtp.example.com");
  g_autoptr (GError) error = NULL;
  gboolean in_file = FALSE;
  gint64 id = 0;

  g_assert_true (postino_server_account_save (workspace, &id, profile, password, &in_file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  g_assert_true (in_file == (password != NULL)); /* tests have no keyring */
  return id;
}

static void
test_add_change_remove (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (PostinoSmtpProfile) changed = postino_smtp_profile_new ("Posta nuova", "mail.example.com");
  g_autoptr (GError) error = NULL;
  gint64 id = add (workspace, "Posta", "segreta");
  g_autofree char *first = look_up (workspace, id);
  g_autofree char *kept = NULL;
  g_autofree char *other = NULL;

  g_assert_cmpstr (first, ==, "segreta");
  g_assert_true (postino_server_account_save (workspace, &id, changed, NULL, NULL, &error));
  kept = look_up (workspace, id);
  g_assert_cmpstr (kept, ==, "segreta");
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE name = 'Posta nuova' "
                                          "AND host = 'mail.example.com'"), ==, 1);
  g_assert_true (postino_server_account_save (workspace, &id, changed, "altra", NULL, &error));
  other = look_up (workspace, id);
  g_assert_cmpstr (other, ==, "altra");

  g_assert_true (postino_server_account_remove (workspace, id, &error));
  g_assert_null (look_up (workspace, id));
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE removed_us IS NULL"), ==, 0);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* What one signed in with is not shown to a server that now wants something else. */
static void
test_other_kind (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "smtp.example.com");
  g_autoptr (GError) error = NULL;
  gint64 id = add (workspace, "Posta", "segreta");
  static const struct {
    const char *auth;
    const char *password;
    const char *kept;
  } steps[] = {
    { "plain", NULL, "segreta" }, { "xoauth2", NULL, NULL }, { "xoauth2", "token", "token" }, { "xoauth2", NULL, "token" },
    { "auto", "nuova", "nuova" }, { "xoauth2", "altro", "altro" }, { "login", NULL, NULL },
  };

  profile->user = g_strdup ("ann");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *kept = NULL;

      g_free (profile->auth);
      profile->auth = g_strdup (steps[i].auth);
      g_assert_true (postino_server_account_save (workspace, &id, profile, steps[i].password, NULL, &error));
      kept = look_up (workspace, id);
      g_assert_cmpstr (kept, ==, steps[i].kept);
    }
  id = 77;
  g_assert_false (postino_server_account_save (workspace, &id, profile, NULL, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

static void
test_name_in_use (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (PostinoSmtpProfile) same = postino_smtp_profile_new ("Posta", "x.example.com");
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  add (workspace, "Posta", NULL);
  g_assert_false (postino_server_account_save (workspace, &id, same, "segreta", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_assert_cmpint (id, ==, 0);
  g_clear_error (&error);

  /* renaming one onto the other */
  id = add (workspace, "Altra", NULL);
  g_assert_false (postino_server_account_save (workspace, &id, same, NULL, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-account/add-change-remove", test_add_change_remove);
  g_test_add_func ("/server-account/other-kind", test_other_kind);
  g_test_add_func ("/server-account/name-in-use", test_name_in_use);
  return g_test_run ();
}
