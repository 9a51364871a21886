/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets go to the Secret Service of the session; where there is none (a server, a cron job), to
 * 0600 files in the workspace's `secrets` folder, and the caller is told so that it can warn.
 * POSTINO_SECRETS=file chooses files (tests).
 *
 * A file is looked for first: what was stored without a keyring is found again with one. A locked
 * keyring shows a prompt nobody may be there to answer, so every call is cancelled after
 * LIMIT_MS. */

#include "workspace/secrets.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <libsecret/secret.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/random.h"
#include "base/token.h"
#include "workspace/settings-table.h"

enum { LIMIT_MS = 2000 };

static const SecretSchema secret_schema = {
  "org.postino.Postino", SECRET_SCHEMA_NONE,
  { { "workspace", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

/* Cancels a call that takes too long: libsecret's own calls know no time limit. */
typedef struct {
  GCancellable *cancellable;
  GThread *thread;
  GMutex lock;
  GCond over;
  gboolean is_over;
} Limit;

static gpointer
wait_for_limit (gpointer data)
{
  Limit *limit = data;
  gint64 until = g_get_monotonic_time () + LIMIT_MS * 1000;

  g_mutex_lock (&limit->lock);
  while (!limit->is_over && g_cond_wait_until (&limit->over, &limit->lock, until))
    continue;
  if (!limit->is_over)
    g_cancellable_cancel (limit->cancellable);
  g_mutex_unlock (&limit->lock);
  return NULL;
}

static void
start_limit (Limit *limit)
{
  g_mutex_init (&limit->lock);
  g_cond_init (&limit->over);
  limit->is_over = FALSE;
  limit->cancellable = g_cancellable_new ();
  limit->thread = g_thread_new ("secret-limit", wait_for_limit, limit);
}

static void
end_limit (Limit *limit)
{
  g_mutex_lock (&limit->lock);
  limit->is_over = TRUE;
  g_cond_signal (&limit->over);
  g_mutex_unlock (&limit->lock);
  g_thread_join (limit->thread);
  g_object_unref (limit->cancellable);
  g_mutex_clear (&limit->lock);
  g_cond_clear (&limit->over);
}

/* Whether @method of the bus lists somebody who keeps secrets. */
static gboolean
names_service (GDBusConnection *bus,
               const char      *method)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                             "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                                                             G_DBUS_CALL_FLAGS_NONE, LIMIT_MS, NULL, NULL);
  g_autofree const char **names = NULL;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(^a&s)", &names);
  return g_strv_contains (names, "org.freedesktop.secrets");
}

gboolean
postino_secrets_has_service (void)
{
  g_autoptr (GDBusConnection) bus = NULL;

  if (g_strcmp0 (g_getenv ("POSTINO_SECRETS"), "file") == 0 || g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    return FALSE;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  return bus != NULL && (names_service (bus, "ListNames") || names_service (bus, "ListActivatableNames"));
}

static gboolean
read_id (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  return postino_settings_table_dup (db, "workspace-id", data, error);
}

static char *
build_file_path (PostinoWorkspace *workspace,
                 const char       *name)
{
  return g_build_filename (postino_workspace_get_folder (workspace), "secrets", name, NULL);
}

static gboolean
store_in_file (PostinoWorkspace *workspace,
               const char       *name,
               const char       *secret,
               GError          **error)
{
  g_autofree char *path = build_file_path (workspace, name);
  g_autofree char *folder = g_path_get_dirname (path);

  return postino_paths_make_folder (folder, error)
         && postino_paths_write_file (path, secret, strlen (secret), 0600, error);
}

static gboolean
remove_file (PostinoWorkspace *workspace,
             const char       *name,
             GError          **error)
{
  g_autofree char *path = build_file_path (workspace, name);

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be removed: %s"), path,
               g_strerror (errno));
  return FALSE;
}

/* A file that is there but cannot be read is an error: taken for none, a key would be made anew and
 * written over it. */
static gboolean
read_file (PostinoWorkspace *workspace,
           const char       *name,
           char            **secret,
           GError          **error)
{
  g_autofree char *path = build_file_path (workspace, name);
  g_autoptr (GError) unreadable = NULL;

  if (g_file_get_contents (path, secret, NULL, &unreadable)
      || g_error_matches (unreadable, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
               _("The secret in “%s” cannot be read: %s"), path,
               unreadable->message);
  return FALSE;
}

static gboolean
store_in_service (PostinoWorkspace *workspace,
                  const char       *name,
                  const char       *secret,
                  GError          **error)
{
  g_autofree char *id = NULL;
  g_autofree char *label = NULL;
  Limit limit;
  gboolean stored;

  if (!postino_store_read (postino_workspace_get_store (workspace), read_id, &id, error))
    return FALSE;
  label = g_strdup_printf ("Postino: %s (%s)", name, postino_workspace_get_folder (workspace));
  start_limit (&limit);
  stored = secret_password_store_sync (&secret_schema, SECRET_COLLECTION_DEFAULT, label, secret,
                                       limit.cancellable, error, "workspace", id, "name", name, NULL);
  end_limit (&limit);
  return stored;
}

gboolean
postino_secrets_store (PostinoWorkspace *workspace,
                       const char       *name,
                       const char       *secret,
                       gboolean         *in_file,
                       GError          **error)
{
  g_autoptr (GError) refused = NULL;
  gboolean file = !postino_secrets_has_service () || !store_in_service (workspace, name, secret,
                                                                        &refused);

  if (in_file != NULL)
    *in_file = file;
  /* Files are read first: one of a time without a keyring would hide what was stored now. */
  return file ? store_in_file (workspace, name, secret, error) : remove_file (workspace, name,
                                                                              error);
}

/* There is a session bus, but nobody on it who keeps secrets. */
static gboolean
is_without_service (const GError *refused)
{
  static const int codes[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                               G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
                               G_DBUS_ERROR_SPAWN_EXEC_FAILED, G_DBUS_ERROR_SPAWN_CHILD_EXITED };

  if (refused->domain == G_IO_ERROR)
    return refused->code != G_IO_ERROR_CANCELLED && refused->code != G_IO_ERROR_TIMED_OUT;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (refused, G_DBUS_ERROR, codes[i]))
        return TRUE;
    }
  return FALSE;
}

gboolean
postino_secrets_lookup (PostinoWorkspace *workspace,
                        const char       *name,
                        char            **secret,
                        GError          **error)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) refused = NULL;
  Limit limit;

  *secret = NULL;
  if (!read_file (workspace, name, secret, error))
    return FALSE;
  if (*secret != NULL || !postino_secrets_has_service ())
    return TRUE;
  if (!postino_store_read (postino_workspace_get_store (workspace), read_id, &id, error))
    return FALSE;

  start_limit (&limit);
  *secret = secret_password_lookup_sync (&secret_schema, limit.cancellable, &refused, "workspace",
                                         id,
                                         "name", name, NULL);
  end_limit (&limit);
  if (refused == NULL || is_without_service (refused))
    return TRUE;
  /* Not "there is none": a key that is only out of reach must not be replaced by a new one. */
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                       _("The keyring is locked: unlock it so that passwords can be read"));
  return FALSE;
}

gboolean
postino_secrets_forget (PostinoWorkspace *workspace,
                        const char       *name,
                        GError          **error)
{
  g_autofree char *id = NULL;
  Limit limit;

  if (!remove_file (workspace, name, error))
    return FALSE;
  if (!postino_secrets_has_service ())
    return TRUE;
  if (!postino_store_read (postino_workspace_get_store (workspace), read_id, &id, error))
    return FALSE;
  start_limit (&limit);
  secret_password_clear_sync (&secret_schema, limit.cancellable, NULL, "workspace", id, "name",
                              name, NULL);
  end_limit (&limit);
  return TRUE;
}

void
postino_secrets_free (char *secret)
{
  if (secret == NULL)
    return;
  gnutls_memset (secret, 0, strlen (secret));
  g_free (secret);
}

GBytes *
postino_secrets_get_token_key (PostinoWorkspace *workspace,
                               GError          **error)
{
  char *text = NULL;
  guint8 *key;
  gsize n_bytes = 0;

  if (!postino_secrets_lookup (workspace, "token-key", &text, error))
    return NULL;
  if (text == NULL)
    {
      guint8 fresh[POSTINO_TOKEN_KEY_SIZE];

      postino_random_bytes (fresh, sizeof fresh);
      text = g_base64_encode (fresh, sizeof fresh);
      if (!postino_secrets_store (workspace, "token-key", text, NULL, error))
        g_clear_pointer (&text, postino_secrets_free);
    }
  if (text == NULL)
    return NULL;
  key = g_base64_decode (text, &n_bytes);
  postino_secrets_free (text);
  if (n_bytes != POSTINO_TOKEN_KEY_SIZE)
    {
      g_free (key);
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED,
                           _("The key of the tracking links is damaged. Restore it from a backup."));
      return NULL;
    }
  return g_bytes_new_take (key, n_bytes);
}
