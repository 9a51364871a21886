/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens from GNOME Online Accounts, by D-Bus alone: no library to link, and a desktop that has
 * none is a desktop without accounts.
 *
 * An account fits if it gives OAuth 2 tokens and bears the address, as identity or as its mail. A
 * token is asked for each time: the daemon keeps it and refreshes it when it has to. */

#include "oauth/online-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

enum {
  LIST_MS = 3000,
  TOKEN_MS = 30000, /* it may have to ask its provider */
};

#define SERVICE "org.gnome.OnlineAccounts"
#define ACCOUNT SERVICE ".Account"
#define MAIL SERVICE ".Mail"
#define OAUTH2 SERVICE ".OAuth2Based"
#define NOT_AUTHORIZED SERVICE ".Error.NotAuthorized"

typedef struct {
  char *path;
  char *provider;
  gboolean needs_attention;
} Account;

static void
account_clear (Account *account)
{
  g_free (account->path);
  g_free (account->provider);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Account, account_clear)

/* NULL where there is no bus; that is no error. */
static GDBusConnection *
get_bus (GCancellable *cancellable)
{
  GDBusConnection *bus;

  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    return NULL;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, NULL);
  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  return bus;
}

static void
explain (GError     *cause,
         const char *address,
         GError    **error)
{
  g_autoptr (GError) owned = cause;
  g_autofree char *name = g_dbus_error_get_remote_error (cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (g_strcmp0 (name, NOT_AUTHORIZED) == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The account “%s” has to be signed in to again, in the settings of the desktop (Online Accounts)"),
                 address);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("GNOME Online Accounts gives no access to “%s” now"), address);
}

static gboolean
has_text (GVariant   *properties,
          const char *name,
          const char *text)
{
  const char *value = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (properties == NULL || !g_variant_lookup (properties, name, "&s", &value))
    return FALSE;
  one = g_utf8_casefold (value, -1);
  other = g_utf8_casefold (text, -1);
  return strcmp (one, other) == 0;
}

static gboolean
is_account_of (GVariant   *interfaces,
               const char *address)
{
  g_autoptr (GVariant) account = g_variant_lookup_value (interfaces, ACCOUNT, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) mail = g_variant_lookup_value (interfaces, MAIL, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) oauth2 = g_variant_lookup_value (interfaces, OAUTH2, G_VARIANT_TYPE_VARDICT);

  return account != NULL && oauth2 != NULL
         && (has_text (account, "Identity", address)
             || has_text (account, "PresentationIdentity", address)
             || has_text (mail, "EmailAddress", address));
}

static void
read_account (Account    *account,
              const char *path,
              GVariant   *interfaces)
{
  g_autoptr (GVariant) properties = g_variant_lookup_value (interfaces, ACCOUNT, G_VARIANT_TYPE_VARDICT);

  account->path = g_strdup (path);
  if (!g_variant_lookup (properties, "ProviderName", "s", &account->provider))
    account->provider = g_strdup ("");
  g_variant_lookup (properties, "AttentionNeeded", "b", &account->needs_attention);
}

/* There is nobody of that name, and nobody who could be started. */
static gboolean
is_without_service (const GError *cause)
{
  static const int codes[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                               G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
                               G_DBUS_ERROR_SPAWN_EXEC_FAILED, G_DBUS_ERROR_SPAWN_CHILD_EXITED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (cause, G_DBUS_ERROR, codes[i]))
        return TRUE;
    }
  return FALSE;
}

static void
fail_to_find (const char *address,
              GError    **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
               _("GNOME Online Accounts has no account “%s”"), address);
}

static gboolean
find_account (GDBusConnection *bus,
              const char      *address,
              GCancellable    *cancellable,
              Account         *account,
              GError         **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    bus, SERVICE, "/org/gnome/OnlineAccounts", "org.freedesktop.DBus.ObjectManager",
    "GetManagedObjects", NULL, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, LIST_MS,
    cancellable, &cause);
  g_autoptr (GVariantIter) objects = NULL;
  const char *path;
  GVariant *interfaces;

  if (reply == NULL && !is_without_service (cause))
    {
      explain (g_steal_pointer (&cause), address, error);
      return FALSE;
    }
  if (reply == NULL)
    {
      fail_to_find (address, error);
      return FALSE;
    }
  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (account->path == NULL && g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      if (is_account_of (interfaces, address))
        read_account (account, path, interfaces);
      g_variant_unref (interfaces);
    }
  if (account->path == NULL)
    fail_to_find (address, error);
  return account->path != NULL;
}

char *
postino_online_accounts_find (const char   *address,
                              GCancellable *cancellable)
{
  g_autoptr (GDBusConnection) bus = get_bus (cancellable);
  g_auto (Account) account = { 0 };

  if (bus == NULL || !find_account (bus, address, cancellable, &account, NULL))
    return NULL;
  return g_steal_pointer (&account.provider);
}

static gboolean
call_for_token (GDBusConnection *bus,
                const Account   *account,
                const char      *address,
                GCancellable    *cancellable,
                char           **token,
                gint64          *lifetime_s,
                GError         **error)
{
  GError *cause = NULL;
  int seconds = 0;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    bus, SERVICE, account->path, OAUTH2, "GetAccessToken", NULL, G_VARIANT_TYPE ("(si)"),
    G_DBUS_CALL_FLAGS_NONE, TOKEN_MS, cancellable, &cause);

  if (reply == NULL)
    {
      explain (cause, address, error);
      return FALSE;
    }
  g_variant_get (reply, "(si)", token, &seconds);
  *lifetime_s = MAX (seconds, 0);
  return TRUE;
}

gboolean
postino_online_accounts_get_token (const char   *address,
                                   GCancellable *cancellable,
                                   char        **token,
                                   gint64       *lifetime_s,
                                   GError      **error)
{
  g_autoptr (GDBusConnection) bus = get_bus (cancellable);
  g_auto (Account) account = { 0 };

  *token = NULL;
  if (bus == NULL)
    {
      fail_to_find (address, error);
      return FALSE;
    }
  if (!find_account (bus, address, cancellable, &account, error))
    return FALSE;
  if (account.needs_attention)
    {
      explain (g_dbus_error_new_for_dbus_error (NOT_AUTHORIZED, ""), address, error);
      return FALSE;
    }
  return call_for_token (bus, &account, address, cancellable, token, lifetime_s, error);
}
