/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/online-accounts.h"

#include <string.h>

#include "base/error.h"

/* The daemon's interfaces, as far as they are used. */
static const char xml[] =
  "<node>"
  "<interface name='org.freedesktop.DBus.ObjectManager'><method name='GetManagedObjects'>"
  "<arg type='a{oa{sa{sv}}}' direction='out'/></method></interface>"
  "<interface name='org.gnome.OnlineAccounts.OAuth2Based'><method name='GetAccessToken'>"
  "<arg type='s' direction='out'/><arg type='i' direction='out'/></method></interface>"
  "</node>";

/* One of passwords only; one whose mail address differs from its identity; one to be looked at; one whose token is refused;
 * one that answers nonsense. */
static const char objects[] =
  "({"
  "objectpath '/org/gnome/OnlineAccounts/Accounts/1': {"
  " 'org.gnome.OnlineAccounts.Account': {'ProviderName': <'IMAP'>, 'PresentationIdentity': <'password@example.com'>},"
  " 'org.gnome.OnlineAccounts.PasswordBased': @a{sv} {}},"
  "objectpath '/org/gnome/OnlineAccounts/Accounts/2': {"
  " 'org.gnome.OnlineAccounts.Account': {'ProviderName': <'Google'>, 'Identity': <'117'>, 'AttentionNeeded': <false>},"
  " 'org.gnome.OnlineAccounts.Mail': {'EmailAddress': <'Ann@Example.com'>},"
  " 'org.gnome.OnlineAccounts.OAuth2Based': {'ClientId': <'x'>}},"
  "objectpath '/org/gnome/OnlineAccounts/Accounts/3': {"
  " 'org.gnome.OnlineAccounts.Account': {'ProviderName': <'Google'>, 'PresentationIdentity': <'bob@example.com'>,"
  "  'AttentionNeeded': <true>},"
  " 'org.gnome.OnlineAccounts.OAuth2Based': @a{sv} {}},"
  "objectpath '/org/gnome/OnlineAccounts/Accounts/4': {"
  " 'org.gnome.OnlineAccounts.Account': {'PresentationIdentity': <'eva@example.com'>},"
  " 'org.gnome.OnlineAccounts.OAuth2Based': @a{sv} {}},"
  "objectpath '/org/gnome/OnlineAccounts/Accounts/5': {"
  " 'org.gnome.OnlineAccounts.Account': {'Identity': <'ugo@example.com'>, 'ProviderName': <5>},"
  " 'org.gnome.OnlineAccounts.OAuth2Based': @a{sv} {}}"
  "},)";

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  if (strcmp (method, "GetManagedObjects") == 0)
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_parse (G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), objects, NULL, NULL, NULL));
  else if (g_str_has_suffix (path, "/2"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(si)", "ya29.token", 3599));
  else if (g_str_has_suffix (path, "/4"))
    g_dbus_method_invocation_return_dbus_error (invocation, "org.gnome.OnlineAccounts.Error.NotAuthorized", "no");
  else
    g_dbus_method_invocation_return_dbus_error (invocation, "org.gnome.OnlineAccounts.Error.Failed", "network");
}

typedef struct {
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  const char *address;
  GDBusConnection *connection;
  gboolean is_ready;
} Daemon;

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

static gpointer
run_daemon (gpointer data)
{
  Daemon *daemon = data;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (daemon->context);
  daemon->connection = g_dbus_connection_new_for_address_sync (
    daemon->address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
    &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (daemon->connection, "/org/gnome/OnlineAccounts", info->interfaces[0], &vtable, NULL, NULL,
                                     &error);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/org/gnome/OnlineAccounts/Accounts/%u", i);

      g_dbus_connection_register_object (daemon->connection, path, info->interfaces[1], &vtable, NULL, NULL, &error);
    }
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (daemon->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.gnome.OnlineAccounts", 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                       NULL, &error);
  g_assert_no_error (error);
  g_atomic_int_set (&daemon->is_ready, TRUE);
  g_main_loop_run (daemon->loop);
  g_dbus_connection_close_sync (daemon->connection, NULL, NULL);
  g_clear_object (&daemon->connection);
  g_main_context_pop_thread_default (daemon->context);
  return NULL;
}

static const struct {
  const char *address;
  const char *provider; /* NULL: no account */
  int code;             /* -1: a token */
} cases[] = {
  { "ann@example.com", "Google", -1 },
  { "ANN@example.com", "Google", -1 },
  { "bob@example.com", "Google", POSTINO_ERROR_REFUSED },
  { "eva@example.com", "", POSTINO_ERROR_REFUSED },
  { "ugo@example.com", "", POSTINO_ERROR_BUSY },
  { "password@example.com", NULL, POSTINO_ERROR_NOT_FOUND },
  { "nobody@example.com", NULL, POSTINO_ERROR_NOT_FOUND },
  { "", NULL, POSTINO_ERROR_NOT_FOUND },
};

static void
check_case (gsize i)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *provider = postino_online_accounts_find (cases[i].address, NULL);
  g_autofree char *token = NULL;
  gint64 lifetime_s = 0;

  g_assert_cmpstr (provider, ==, cases[i].provider);
  g_assert_cmpint (postino_online_accounts_get_token (cases[i].address, NULL, &token, &lifetime_s, &error), ==,
                   cases[i].code < 0);
  if (cases[i].code < 0)
    {
      g_assert_cmpstr (token, ==, "ya29.token");
      g_assert_cmpint (lifetime_s, ==, 3599);
      return;
    }
  g_assert_error (error, POSTINO_ERROR, cases[i].code);
  g_assert_null (token);
}

static void
test_accounts (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  Daemon daemon = { 0 };
  gint64 lifetime_s = 0;

  /* no bus, then one without the service */
  g_assert_null (postino_online_accounts_find ("ann@example.com", NULL));
  g_test_dbus_up (bus);
  g_assert_null (postino_online_accounts_find ("ann@example.com", NULL));
  g_assert_false (postino_online_accounts_get_token ("ann@example.com", NULL, &token, &lifetime_s, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);

  daemon.context = g_main_context_new ();
  daemon.loop = g_main_loop_new (daemon.context, FALSE);
  daemon.address = g_test_dbus_get_bus_address (bus);
  daemon.thread = g_thread_new ("daemon", run_daemon, &daemon);
  while (!g_atomic_int_get (&daemon.is_ready))
    g_thread_yield ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (i);
  g_main_loop_quit (daemon.loop);
  g_thread_join (daemon.thread);
  g_main_loop_unref (daemon.loop);
  g_main_context_unref (daemon.context);
  g_test_dbus_down (bus);
}

int
main (int    argc,
      char **argv)
{
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/online-accounts/accounts", test_accounts);
  return g_test_run ();
}
