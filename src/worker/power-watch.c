/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What logind calls inhibitors (org.freedesktop.login1, Inhibit): a file descriptor each, held as long as they are to
 * hold.
 *
 * Two while something is sent. One blocks what happens by itself when nobody has touched the computer for long; a lid
 * that is closed, or "suspend" in a menu, is a person's will. The other only delays that (five seconds, if nobody has set
 * more): when logind says that sleep is coming, the dispatcher begins nothing more, and the delay is let go once all
 * its connections are closed. What cannot wait that long is settled as after any lost connection. Awake again it
 * goes on by itself; the inhibitors are taken anew at the next tick, with whatever is sent then. */

#include "worker/power-watch.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_MANAGER "org.freedesktop.login1.Manager"

enum { REST_LOOK_MS = 50 };

typedef enum { HOLD_IDLE, HOLD_SLEEP, N_HOLDS } Hold;

static const struct {
  const char *what;
  const char *mode;
} holds[N_HOLDS] = {
  [HOLD_IDLE] = { "idle", "block" },
  [HOLD_SLEEP] = { "sleep", "delay" },
};

struct _PostinoPowerWatch {
  PostinoDispatcher *dispatcher;
  GCancellable *cancellable;
  GDBusProxy *logind; /* NULL: not yet, or never */
  int fds[N_HOLDS];   /* -1: not held */
  gboolean is_asking[N_HOLDS];
  gboolean is_asleep; /* or about to be */
  guint rest_id;
};

typedef struct {
  PostinoPowerWatch *watch;
  Hold hold;
} Asking;

static void
let_go (PostinoPowerWatch *self,
        Hold               hold)
{
  if (self->fds[hold] >= 0)
    close (self->fds[hold]);
  self->fds[hold] = -1;
}

/* ---- holding ---- */

static void
inhibited_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (source), &list, result,
                                                                            &error);
  gint32 index;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the watch has gone */
  asking->watch->is_asking[asking->hold] = FALSE;
  if (answer == NULL || list == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(h)")))
    return;
  g_variant_get (answer, "(h)", &index);
  let_go (asking->watch, asking->hold);
  asking->watch->fds[asking->hold] = g_unix_fd_list_get (list, index, NULL);
}

static void
take_hold (PostinoPowerWatch *self,
           Hold               hold)
{
  Asking *asking;

  if (self->fds[hold] >= 0 || self->is_asking[hold])
    return;
  self->is_asking[hold] = TRUE;
  asking = g_new0 (Asking, 1);
  asking->watch = self;
  asking->hold = hold;
  g_dbus_proxy_call_with_unix_fd_list (self->logind, "Inhibit",
                                       g_variant_new ("(ssss)", holds[hold].what, "Postino",
                                                      _("A campaign is being sent"), holds[hold].mode),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, inhibited_cb, asking);
}

void
postino_power_watch_tick (PostinoPowerWatch *self)
{
  gboolean is_sending = postino_dispatcher_is_sending (self->dispatcher);
  g_autofree char *owner = self->logind != NULL ? g_dbus_proxy_get_name_owner (self->logind) : NULL;

  if (self->is_asleep)
    return;
  for (int i = 0; i < N_HOLDS; i++)
    {
      if (is_sending && owner != NULL)
        take_hold (self, i);
      else
        let_go (self, i);
    }
}

/* ---- sleep ---- */

static gboolean
look_for_rest_cb (gpointer user_data)
{
  PostinoPowerWatch *self = user_data;

  if (!postino_dispatcher_is_at_rest (self->dispatcher))
    return G_SOURCE_CONTINUE;
  self->rest_id = 0;
  let_go (self, HOLD_SLEEP);
  return G_SOURCE_REMOVE;
}

static void
set_asleep (PostinoPowerWatch *self,
            gboolean           is_asleep)
{
  if (self->is_asleep == is_asleep)
    return;
  self->is_asleep = is_asleep;
  g_clear_handle_id (&self->rest_id, g_source_remove);
  postino_dispatcher_set_asleep (self->dispatcher, is_asleep ? _("The computer goes to sleep") : NULL);
  if (is_asleep)
    self->rest_id = g_timeout_add (REST_LOOK_MS, look_for_rest_cb, self);
  else
    let_go (self, HOLD_SLEEP);
}

static void
signal_cb (GDBusProxy        *logind,
           const char        *sender,
           const char        *signal,
           GVariant          *parameters,
           PostinoPowerWatch *self)
{
  gboolean is_coming;

  if (g_strcmp0 (signal, "PrepareForSleep") != 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &is_coming);
  set_asleep (self, is_coming);
}

/* Who has said that sleep is coming says no more that it is over; and what it gave us holds no longer. */
static void
owner_changed_cb (GDBusProxy        *logind,
                  GParamSpec        *pspec,
                  PostinoPowerWatch *self)
{
  for (int i = 0; i < N_HOLDS; i++)
    let_go (self, i);
  set_asleep (self, FALSE);
}

/* ---- the bus ---- */

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PostinoPowerWatch *self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusProxy *logind = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (logind == NULL)
    return; /* no bus; or the watch has gone */
  self->logind = logind;
  g_signal_connect (logind, "g-signal", G_CALLBACK (signal_cb), self);
  g_signal_connect (logind, "notify::g-name-owner", G_CALLBACK (owner_changed_cb), self);
  postino_power_watch_tick (self);
}

PostinoPowerWatch *
postino_power_watch_new (PostinoDispatcher *dispatcher)
{
  PostinoPowerWatch *self = g_new0 (PostinoPowerWatch, 1);

  self->dispatcher = g_object_ref (dispatcher);
  self->cancellable = g_cancellable_new ();
  for (int i = 0; i < N_HOLDS; i++)
    self->fds[i] = -1;
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, LOGIND, LOGIND_PATH,
                            LOGIND_MANAGER, self->cancellable, found_cb, self);
  return self;
}

void
postino_power_watch_free (PostinoPowerWatch *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  for (int i = 0; i < N_HOLDS; i++)
    let_go (self, i);
  if (self->logind != NULL)
    g_signal_handlers_disconnect_by_data (self->logind, self);
  g_clear_object (&self->logind);
  g_object_unref (self->dispatcher);
  g_free (self);
}
