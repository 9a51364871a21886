/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign goes on when its window is closed, and its end is told all the same: as a notification of
 * org.freedesktop.Notifications, which a desktop that has the program's desktop file leads back to it.
 * A window that is open tells by itself, if it is not looked at (gui/campaigns/finish-notice).
 *
 * Without a session bus, or without somebody who shows notifications, nothing is told. */

#include "worker/end-notice.h"

#include "campaign/campaign-words.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"

#define APPLICATION_ID "org.postino.Postino"

/* Within this time a window that is open has heard of an end, and told it. */
#define WINDOW_HEARS_US (G_USEC_PER_SEC * 2 / 5)

struct _PostinoEndNotice {
  PostinoStore *store;
  PostinoWorkerBus *bus;
  GCancellable *cancellable;
  gint64 since_us; /* what ended until then is told, or no news */
  gboolean is_looking;
};

typedef struct {
  gint64 since_us;
  GPtrArray *campaigns; /* PostinoCampaign */
  GArray *accepted;     /* gint64, for each */
} Looking;

static void
free_looking (gpointer data)
{
  Looking *looking = data;

  g_clear_pointer (&looking->campaigns, g_ptr_array_unref);
  g_array_unref (looking->accepted);
  g_free (looking);
}

static gboolean
read_ended (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Looking *looking = data;

  looking->campaigns = postino_campaigns_table_list_finished (db, looking->since_us, error);
  if (looking->campaigns == NULL)
    return FALSE;
  for (guint i = 0; i < looking->campaigns->len; i++)
    {
      const PostinoCampaign *campaign = looking->campaigns->pdata[i];
      gint64 counts[POSTINO_LEDGER_N_STATES];

      if (!postino_ledger_table_count (db, campaign->id, counts, error))
        return FALSE;
      g_array_append_val (looking->accepted, counts[POSTINO_LEDGER_ACCEPTED]);
    }
  return TRUE;
}

/* Nobody waits for the answer. */
static void
show (GDBusConnection       *connection,
      const PostinoCampaign *campaign,
      gint64                 accepted)
{
  g_autofree char *title = postino_campaign_describe_end (campaign);
  g_autofree char *body = postino_campaign_describe_accepted (accepted);
  GVariantBuilder actions;
  GVariantBuilder hints;

  g_variant_builder_init (&actions, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_init (&hints, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&hints, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION_ID));
  g_dbus_connection_call (connection, "org.freedesktop.Notifications",
                          "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                          "Notify",
                          g_variant_new ("(susssasa{sv}i)", "Postino", 0, APPLICATION_ID, title,
                                         body, &actions, &hints, -1),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Looking *looking = user_data;
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, NULL);

  for (guint i = 0; connection != NULL && i < looking->campaigns->len; i++)
    show (connection, looking->campaigns->pdata[i], g_array_index (looking->accepted, gint64, i));
  free_looking (looking);
}

/* What a window has told, although it may be closed by now. */
static void
drop_told (PostinoEndNotice *self,
           Looking          *looking)
{
  for (guint i = looking->campaigns->len; i > 0; i--)
    {
      const PostinoCampaign *campaign = looking->campaigns->pdata[i - 1];

      if (!postino_worker_bus_had_window (self->bus, campaign->finished_us + WINDOW_HEARS_US))
        continue;
      g_ptr_array_remove_index (looking->campaigns, i - 1);
      g_array_remove_index (looking->accepted, i - 1);
    }
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PostinoEndNotice *self = user_data;
  g_autoptr (GError) error = NULL;
  Looking *looking = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  const PostinoCampaign *last;
  Looking *ended;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the notice has gone */
  self->is_looking = FALSE;
  if (looking == NULL || looking->campaigns->len == 0)
    return;
  last = looking->campaigns->pdata[looking->campaigns->len - 1];
  self->since_us = last->finished_us;
  drop_told (self, looking);
  if (looking->campaigns->len == 0)
    return;
  ended = g_new0 (Looking, 1);
  ended->campaigns = g_steal_pointer (&looking->campaigns);
  ended->accepted = g_array_ref (looking->accepted);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, connected_cb, ended);
}

PostinoEndNotice *
postino_end_notice_new (PostinoStore     *store,
                        PostinoWorkerBus *bus)
{
  PostinoEndNotice *self = g_new0 (PostinoEndNotice, 1);

  self->store = g_object_ref (store);
  self->bus = bus;
  self->cancellable = g_cancellable_new ();
  self->since_us = g_get_real_time ();
  return self;
}

void
postino_end_notice_free (PostinoEndNotice *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self);
}

void
postino_end_notice_look (PostinoEndNotice *self)
{
  Looking *looking;

  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  looking = g_new0 (Looking, 1);
  looking->since_us = self->since_us;
  looking->accepted = g_array_new (FALSE, FALSE, sizeof (gint64));
  postino_store_run_async (self->store, FALSE, read_ended, looking, free_looking, self->cancellable,
                           read_cb, self);
}
