/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files; POSTINO_SECRETS=file keeps the keyring out of it. */
#include "scratch-workspace.h"

#include <sys/stat.h>

#include "base/error.h"
#include "base/token.h"
#include "workspace/secrets.h"

static const char *const secrets[] = { "swordfish", "", "two\nlines", "pässwörd €", " spaces " };

static int
get_mode (PostinoWorkspace *workspace,
          const char       *name)
{
  g_autofree char *path = postino_workspace_build_path (workspace, name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (GError) error = NULL;
  char *found = NULL;

  g_assert_false (postino_secrets_has_service ());
  g_assert_true (postino_secrets_lookup (workspace, "server-1", &found, &error));
  g_assert_null (found);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      gboolean in_file = FALSE;

      g_assert_true (postino_secrets_store (workspace, "server-1", secrets[i], &in_file, &error));
      g_assert_true (in_file);
      g_assert_true (postino_secrets_lookup (workspace, "server-1", &found, &error));
      g_assert_cmpstr (found, ==, secrets[i]);
      postino_secrets_free (found);
    }
  g_assert_cmpint (get_mode (workspace, "secrets"), ==, 0700);
  g_assert_cmpint (get_mode (workspace, "secrets/server-1"), ==, 0600);

  for (int i = 0; i < 2; i++)
    {
      g_assert_true (postino_secrets_forget (workspace, "server-1", &error));
      g_assert_no_error (error);
    }
  g_assert_true (postino_secrets_lookup (workspace, "server-1", &found, &error));
  g_assert_null (found);
  remove_scratch_folder (folder);
}

static void
test_token_key (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = postino_secrets_get_token_key (workspace, &error);
  g_autoptr (GBytes) again = postino_secrets_get_token_key (workspace, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (first), ==, POSTINO_TOKEN_KEY_SIZE);
  g_assert_true (g_bytes_equal (first, again));
  g_assert_cmpint (get_mode (workspace, "secrets/token-key"), ==, 0600);
  remove_scratch_folder (folder);
}

/* What is there and is no key is never replaced by a new one: old links would die of it. */
static void
test_damaged_key (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autofree char *path = postino_workspace_build_path (workspace, "secrets/token-key");
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_secrets_store (workspace, "token-key", "c2hvcnQ=", NULL, &error));
  g_assert_null (postino_secrets_get_token_key (workspace, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED);
  g_clear_error (&error);

  g_unlink (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_null (postino_secrets_get_token_key (workspace, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, path));
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/round-trip", test_round_trip);
  g_test_add_func ("/secrets/token-key", test_token_key);
  g_test_add_func ("/secrets/damaged-key", test_damaged_key);
  return g_test_run ();
}
