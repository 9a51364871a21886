/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft in a window.
 *
 * Changes are written by the store in the order they are made. What was read while one was on its
 * way is older than what the person sees, so it is thrown away and read again when all are written;
 * a switch never flips back. */

#include "model/draft.h"

#include <string.h>

#include "campaign/attachments-table.h"
#include "campaign/campaigns-table.h"
#include "model/topic-watch.h"
#include "store/change.h"

/* One change of a person; which fields it uses is its function's affair. */
typedef struct _Change Change;

struct _Change {
  gboolean (*write) (PostinoDb *db, const Change *change, GError **error);
  gint64 campaign;
  gint64 id;    /* identity, list, server or attachment */
  guint value;  /* tracking, days, use or weight */
  char *text;   /* name or tags */
  PostinoAttachment *attachment; /* owned */
};

struct _PostinoDraft {
  GObject parent_instance;

  PostinoStore *store;
  PostinoTopicWatch *watch;
  gint64 id;

  PostinoCampaign *campaign;
  PostinoRevision *content; /* NULL: none */
  GArray *lists;            /* of PostinoDraftList */
  GArray *servers;          /* of PostinoDraftServer */
  GPtrArray *attachments;   /* of PostinoAttachment */

  guint n_changes;          /* on their way to the database */
  GCancellable *cancellable;
  gboolean is_reading;
  gboolean again;           /* something moved meanwhile */
};

typedef enum {
  PROP_IS_LOADED = 1,
  PROP_IS_DRAFT,
  N_PROPS,
} Property;

enum { CHANGED, FAILED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoDraft, postino_draft, G_TYPE_OBJECT)

static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_LISTS,
                                      POSTINO_TOPIC_SERVERS, NULL };

/* ---- reading ---- */

typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
  PostinoRevision *content;
  GArray *lists;
  GArray *servers;
  GPtrArray *attachments;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->campaign, postino_campaign_free);
  g_clear_pointer (&reading->content, postino_revision_free);
  g_clear_pointer (&reading->lists, g_array_unref);
  g_clear_pointer (&reading->servers, g_array_unref);
  g_clear_pointer (&reading->attachments, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_draft (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Reading *reading = data;

  reading->campaign = postino_campaigns_table_get (db, reading->id, error);
  if (reading->campaign == NULL)
    return FALSE;
  if (reading->campaign->revision != 0)
    {
      reading->content = postino_campaigns_table_get_revision (db, reading->campaign->revision,
                                                               error);
      if (reading->content == NULL)
        return FALSE;
    }
  reading->lists = postino_drafts_table_list_lists (db, reading->id, error);
  reading->servers = postino_drafts_table_list_servers (db, reading->id, error);
  reading->attachments = postino_attachments_table_list (db, reading->id, error);
  return reading->lists != NULL && reading->servers != NULL && reading->attachments != NULL;
}

static void
take_reading (PostinoDraft *self,
              Reading      *reading)
{
  gboolean was_loaded = self->campaign != NULL;
  gboolean was_draft = postino_draft_is_draft (self);

  g_clear_pointer (&self->campaign, postino_campaign_free);
  g_clear_pointer (&self->content, postino_revision_free);
  g_clear_pointer (&self->lists, g_array_unref);
  g_clear_pointer (&self->servers, g_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  self->campaign = g_steal_pointer (&reading->campaign);
  self->content = g_steal_pointer (&reading->content);
  self->lists = g_steal_pointer (&reading->lists);
  self->servers = g_steal_pointer (&reading->servers);
  self->attachments = g_steal_pointer (&reading->attachments);
  if (!was_loaded)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
  if (was_draft != postino_draft_is_draft (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_DRAFT]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void start_reading (PostinoDraft *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoDraft) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_reading = FALSE;
  if (reading == NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (self->n_changes == 0)
    take_reading (self, reading);
  if (self->again && self->n_changes == 0)
    start_reading (self);
}

static void
start_reading (PostinoDraft *self)
{
  Reading *reading;

  if (self->is_reading)
    {
      self->again = TRUE;
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->id = self->id;
  self->is_reading = TRUE;
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_draft, reading, free_reading,
                           self->cancellable, read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoDraft *self = user_data;

  if (moved && self->n_changes == 0)
    start_reading (self);
}

/* ---- writing ---- */

static gboolean
write_name (PostinoDb    *db,
            const Change *change,
            GError      **error)
{
  return postino_campaigns_table_rename (db, change->campaign, change->text, error);
}

static gboolean
write_identity (PostinoDb    *db,
                const Change *change,
                GError      **error)
{
  return postino_drafts_table_set_identity (db, change->campaign, change->id, g_get_real_time (),
                                            error);
}

static gboolean
write_tracking (PostinoDb    *db,
                const Change *change,
                GError      **error)
{
  return postino_drafts_table_set_tracking (db, change->campaign, (PostinoTracking) change->value,
                                            g_get_real_time (), error);
}

static gboolean
write_lifetime (PostinoDb    *db,
                const Change *change,
                GError      **error)
{
  return postino_drafts_table_set_lifetime (db, change->campaign, change->value,
                                            g_get_real_time (), error);
}

static gboolean
write_utm (PostinoDb    *db,
           const Change *change,
           GError      **error)
{
  return postino_drafts_table_set_utm (db, change->campaign, change->text, g_get_real_time (), error);
}

static gboolean
write_list (PostinoDb    *db,
            const Change *change,
            GError      **error)
{
  return postino_drafts_table_use_list (db, change->campaign, change->id,
                                        (PostinoListUse) change->value, g_get_real_time (), error);
}

static gboolean
write_server (PostinoDb    *db,
              const Change *change,
              GError      **error)
{
  return postino_drafts_table_use_server (db, change->campaign, change->id, change->value,
                                          g_get_real_time (), error);
}

static gboolean
write_attach (PostinoDb    *db,
              const Change *change,
              GError      **error)
{
  return postino_drafts_table_attach (db, change->campaign, change->attachment, g_get_real_time (),
                                      error);
}

static gboolean
write_detach (PostinoDb    *db,
              const Change *change,
              GError      **error)
{
  return postino_drafts_table_detach (db, change->campaign, change->id, g_get_real_time (), error);
}

static void
free_change (gpointer data)
{
  Change *change = data;

  g_free (change->text);
  g_clear_pointer (&change->attachment, postino_attachment_free);
  g_free (change);
}

static gboolean
write_change (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  const Change *change = data;

  return change->write (db, change, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PostinoDraft) self = user_data;
  g_autoptr (GError) error = NULL;

  self->n_changes--;
  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  if (self->n_changes == 0)
    start_reading (self);
}

/* The change keeps the draft: what a person decided is written, even if the window goes. */
static void
push (PostinoDraft *self,
      Change        change)
{
  Change *copy = g_memdup2 (&change, sizeof change);

  copy->campaign = self->id;
  copy->text = g_strdup (change.text);
  self->n_changes++;
  postino_store_run_async (self->store, TRUE, write_change, copy, free_change, NULL, written_cb,
                           g_object_ref (self));
}

/* ---- object ---- */

static void
postino_draft_dispose (GObject *object)
{
  PostinoDraft *self = POSTINO_DRAFT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->watch, postino_topic_watch_free);
  G_OBJECT_CLASS (postino_draft_parent_class)->dispose (object);
}

static void
postino_draft_finalize (GObject *object)
{
  PostinoDraft *self = POSTINO_DRAFT (object);

  g_clear_pointer (&self->campaign, postino_campaign_free);
  g_clear_pointer (&self->content, postino_revision_free);
  g_clear_pointer (&self->lists, g_array_unref);
  g_clear_pointer (&self->servers, g_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_draft_parent_class)->finalize (object);
}

static void
postino_draft_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PostinoDraft *self = POSTINO_DRAFT (object);

  switch ((Property) prop_id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->campaign != NULL);
      break;
    case PROP_IS_DRAFT:
      g_value_set_boolean (value, postino_draft_is_draft (self));
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
postino_draft_class_init (PostinoDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = postino_draft_dispose;
  object_class->finalize = postino_draft_finalize;
  object_class->get_property = postino_draft_get_property;
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_IS_DRAFT] = g_param_spec_boolean ("is-draft", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", POSTINO_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
postino_draft_init (PostinoDraft *self)
{
  self->cancellable = g_cancellable_new ();
}

PostinoDraft *
postino_draft_new (PostinoStore *store,
                   gint64        campaign)
{
  PostinoDraft *self = g_object_new (POSTINO_TYPE_DRAFT, NULL);

  self->store = g_object_ref (store);
  self->id = campaign;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  return self;
}

void
postino_draft_look (PostinoDraft *self)
{
  postino_topic_watch_look (self->watch);
}

gint64
postino_draft_get_id (PostinoDraft *self)
{
  return self->id;
}

gboolean
postino_draft_is_draft (PostinoDraft *self)
{
  return self->campaign != NULL && self->campaign->state == POSTINO_CAMPAIGN_DRAFT
         && self->campaign->wanted == POSTINO_WANTED_DRAFT;
}

const PostinoCampaign *
postino_draft_get_campaign (PostinoDraft *self)
{
  return self->campaign;
}

const char *
postino_draft_get_subject (PostinoDraft *self)
{
  return self->content != NULL ? self->content->subject : "";
}

gboolean
postino_draft_has_content (PostinoDraft *self)
{
  return self->content != NULL && *self->content->html != '\0';
}

PostinoListUse
postino_draft_get_list_use (PostinoDraft *self,
                            gint64        list)
{
  for (guint i = 0; self->lists != NULL && i < self->lists->len; i++)
    {
      const PostinoDraftList *used = &g_array_index (self->lists, PostinoDraftList, i);

      if (used->list == list)
        return used->use;
    }
  return POSTINO_LIST_USE_NONE;
}

guint
postino_draft_count_lists (PostinoDraft  *self,
                           PostinoListUse use)
{
  guint n = 0;

  for (guint i = 0; self->lists != NULL && i < self->lists->len; i++)
    n += g_array_index (self->lists, PostinoDraftList, i).use == use;
  return n;
}

guint
postino_draft_get_weight (PostinoDraft *self,
                          gint64        server)
{
  for (guint i = 0; self->servers != NULL && i < self->servers->len; i++)
    {
      const PostinoDraftServer *used = &g_array_index (self->servers, PostinoDraftServer, i);

      if (used->server == server)
        return used->weight;
    }
  return 0;
}

guint
postino_draft_count_servers (PostinoDraft *self)
{
  return self->servers != NULL ? self->servers->len : 0;
}

GPtrArray *
postino_draft_get_attachments (PostinoDraft *self)
{
  return self->attachments;
}

/* Whether a change is one: with others on their way nobody knows, and it is written. */
static gboolean
is_so_already (PostinoDraft *self,
               gboolean      is_so)
{
  return self->n_changes == 0 && self->campaign != NULL && is_so;
}

void
postino_draft_set_name (PostinoDraft *self,
                        const char   *name)
{
  if (!is_so_already (self, self->campaign != NULL && strcmp (self->campaign->name, name) == 0))
    push (self, (Change) { .write = write_name, .text = (char *) name });
}

void
postino_draft_set_identity (PostinoDraft *self,
                            gint64        identity)
{
  if (!is_so_already (self, self->campaign != NULL && self->campaign->identity == identity))
    push (self, (Change) { .write = write_identity, .id = identity });
}

void
postino_draft_set_tracking (PostinoDraft   *self,
                            PostinoTracking tracking)
{
  if (!is_so_already (self, self->campaign != NULL && self->campaign->tracking == tracking))
    push (self, (Change) { .write = write_tracking, .value = tracking });
}

void
postino_draft_set_lifetime (PostinoDraft *self,
                            guint         days)
{
  if (!is_so_already (self, self->campaign != NULL && self->campaign->lifetime_days == days))
    push (self, (Change) { .write = write_lifetime, .value = days });
}

void
postino_draft_set_utm (PostinoDraft *self,
                       const char   *utm)
{
  if (!is_so_already (self, self->campaign != NULL && g_strcmp0 (self->campaign->utm, utm) == 0))
    push (self, (Change) { .write = write_utm, .text = (char *) utm });
}

void
postino_draft_use_list (PostinoDraft  *self,
                        gint64         list,
                        PostinoListUse use)
{
  if (!is_so_already (self, postino_draft_get_list_use (self, list) == use))
    push (self, (Change) { .write = write_list, .id = list, .value = use });
}

void
postino_draft_use_server (PostinoDraft *self,
                          gint64        server,
                          guint         weight)
{
  if (!is_so_already (self, postino_draft_get_weight (self, server) == weight))
    push (self, (Change) { .write = write_server, .id = server, .value = weight });
}

void
postino_draft_attach (PostinoDraft      *self,
                      PostinoAttachment *attachment)
{
  push (self, (Change) { .write = write_attach, .attachment = attachment });
}

void
postino_draft_detach (PostinoDraft *self,
                      gint64        attachment)
{
  push (self, (Change) { .write = write_detach, .id = attachment });
}
