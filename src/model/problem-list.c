/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person should look at, found anew whenever servers, campaigns or the ledger have moved.
 *
 * Whether a worker runs is no topic: while something is to be sent, every look asks its lock. A
 * worker that is just being started would flicker, so it is missing only when two looks in a row
 * did not find it.
 *
 * A problem stays the same object as long as it lasts; its sentence is replaced in place. */

#include "model/problem-list.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/date.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "campaign/link-base.h"
#include "campaign/restore.h"
#include "campaign/servers-table.h"
#include "model/item-splice.h"
#include "model/problem.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum { LOOKS_WITHOUT_WORKER = 2 };

/* Some things become a problem by time alone. */
#define REREAD_US (10 * 60 * G_USEC_PER_SEC)

struct _PostinoProblemList {
  GObject parent_instance;

  PostinoWorkspace *workspace;
  PostinoTopicWatch *watch;
  GPtrArray *items; /* of PostinoProblem */
  GCancellable *cancellable;
  gboolean is_reading;
  gint64 read_us;   /* monotonic */
  gboolean again;   /* something moved meanwhile */
  gboolean is_loaded;
  gboolean is_due;  /* as last read: something is to be sent */
  guint n_without_worker;
};

/* A problem on its way from the store thread. */
typedef struct {
  PostinoProblemKind kind;
  gint64 id;
  char *text;
} Finding;

typedef struct {
  PostinoWorkspace *workspace;
  GArray *findings; /* of Finding */
  gboolean is_due;
  gboolean has_worker;
} Reading;

enum { PROP_N_ITEMS = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoProblemList, postino_problem_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_finding (gpointer data)
{
  g_free (((Finding *) data)->text);
}

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->workspace);
  g_array_unref (reading->findings);
  g_free (reading);
}

/* Takes @text. */
static void
add_finding (Reading           *reading,
             PostinoProblemKind kind,
             gint64             id,
             char              *text)
{
  Finding finding = { kind, id, text };

  g_array_append_val (reading->findings, finding);
}

static gboolean
find_stopped_servers (PostinoDb *db,
                      Reading   *reading,
                      GError   **error)
{
  g_autoptr (GPtrArray) servers = postino_servers_table_list (db, error);

  if (servers == NULL)
    return FALSE;
  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoServer *server = servers->pdata[i];

      if (server->stopped_why != NULL)
        add_finding (reading, POSTINO_PROBLEM_SERVER_STOPPED, server->id,
                     g_strdup_printf (_("The server “%s” was stopped: %s"), server->profile->name,
                                      server->stopped_why));
    }
  return TRUE;
}

/* Uncertain messages: those of a restored workspace are another problem, with another way out. */
static gboolean
find_doubts (PostinoDb             *db,
             const PostinoCampaign *campaign,
             Reading               *reading,
             GError               **error)
{
  gint64 counts[POSTINO_LEDGER_N_STATES];
  gboolean is_restored = FALSE;
  gint64 n;

  if (!postino_ledger_table_count (db, campaign->id, counts, error))
    return FALSE;
  n = counts[POSTINO_LEDGER_IN_DOUBT];
  if (n == 0)
    return TRUE;
  if (!postino_ledger_table_has_doubt (db, campaign->id, POSTINO_RESTORE_REASON, &is_restored,
                                       error))
    return FALSE;
  if (is_restored)
    add_finding (reading, POSTINO_PROBLEM_RESTORED, campaign->id,
                 g_strdup_printf (_("This workspace was restored or copied, so “%s” was held: another copy may have "
                                    "sent it"),
                                  campaign->name));
  else
    add_finding (reading, POSTINO_PROBLEM_IN_DOUBT, campaign->id,
                 g_strdup_printf (ngettext ("“%s” has %" PRId64 " uncertain message",
                                            "“%s” has %" PRId64 " uncertain messages", (gulong) n),
                                  campaign->name, n));
  return TRUE;
}

static gboolean
find_campaigns (PostinoDb *db,
                Reading   *reading,
                GError   **error)
{
  g_autoptr (GPtrArray) campaigns = postino_campaigns_table_list (db, FALSE, error);

  if (campaigns == NULL)
    return FALSE;
  for (guint i = 0; i < campaigns->len; i++)
    {
      const PostinoCampaign *campaign = campaigns->pdata[i];

      if (campaign->state == POSTINO_CAMPAIGN_PAUSED && campaign->waiting_why != NULL)
        add_finding (reading, POSTINO_PROBLEM_BRAKED, campaign->id,
                     g_strdup_printf (_("“%s” was paused: %s"), campaign->name, campaign->waiting_why));
      if (campaign->state == POSTINO_CAMPAIGN_MISSED)
        add_finding (reading, POSTINO_PROBLEM_MISSED, campaign->id,
                     g_strdup_printf (_("“%s” has missed its time: send it now or choose another time"),
                                      campaign->name));
      if (!find_doubts (db, campaign, reading, error))
        return FALSE;
    }
  return TRUE;
}

/* A campaign that was paused, or that asks, needs no worker. */
static gboolean
find_due (PostinoDb *db,
          Reading   *reading,
          GError   **error)
{
  g_autoptr (GPtrArray) campaigns = postino_campaigns_table_list_active (db, error);

  if (campaigns == NULL)
    return FALSE;
  for (guint i = 0; i < campaigns->len; i++)
    {
      const PostinoCampaign *campaign = campaigns->pdata[i];
      gboolean rests = (campaign->state == POSTINO_CAMPAIGN_PAUSED
                        && campaign->wanted == POSTINO_WANTED_PAUSE)
                       || campaign->state == POSTINO_CAMPAIGN_MISSED;

      reading->is_due = reading->is_due || !rests;
    }
  if (reading->is_due)
    reading->has_worker = postino_workspace_has_worker (postino_workspace_get_folder (reading->workspace));
  return TRUE;
}

/* What people said at the public address must not lie there unread (promise 2). */
static gboolean
find_silent_collector (PostinoDb *db,
                       Reading   *reading,
                       GError   **error)
{
  g_autofree char *url = NULL;
  g_autofree char *when = NULL;
  gint64 harvested_us = 0;

  if (!postino_link_base_find_public (db, &url, error)
      || !postino_campaigns_table_get_last_harvest (db, &harvested_us, error))
    return FALSE;
  if (url == NULL || g_get_real_time () - harvested_us < POSTINO_HARVEST_MAX_AGE_US)
    return TRUE;
  when = harvested_us > 0 ? postino_date_to_human (harvested_us) : g_strdup (_("never"));
  add_finding (reading, POSTINO_PROBLEM_COLLECTOR, 0,
               g_strdup_printf (_("Unsubscribes were last read from “%s”: %s"), url, when));
  return TRUE;
}

static gboolean
read_problems (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Reading *reading = data;

  return find_stopped_servers (db, reading, error) && find_campaigns (db, reading, error)
         && find_silent_collector (db, reading, error) && find_due (db, reading, error);
}

static gint
compare_findings (gconstpointer a,
                  gconstpointer b)
{
  const Finding *first = a;
  const Finding *second = b;

  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

/* Borrowed; NULL if it is new. */
static PostinoProblem *
find_item (PostinoProblemList *self,
           const Finding      *finding)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      PostinoProblem *problem = self->items->pdata[i];

      if (postino_problem_get_kind (problem) == finding->kind
          && postino_problem_get_id (problem) == finding->id)
        return problem;
    }
  return NULL;
}

static void
show_findings (PostinoProblemList *self,
               GArray             *findings)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_sort (findings, compare_findings);
  for (guint i = 0; i < findings->len; i++)
    {
      const Finding *finding = &g_array_index (findings, Finding, i);
      PostinoProblem *problem = find_item (self, finding);

      if (problem == NULL)
        {
          g_ptr_array_add (items, postino_problem_new (finding->kind, finding->id, finding->text));
          continue;
        }
      g_ptr_array_add (items, g_object_ref (problem));
      postino_problem_set_text (problem, finding->text);
    }
  if (postino_item_splice (G_LIST_MODEL (self), &self->items, items))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void start_reading (PostinoProblemList *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoProblemList) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_reading = FALSE;
  if (reading == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  self->is_loaded = TRUE;
  self->is_due = reading->is_due;
  self->n_without_worker = reading->is_due && !reading->has_worker ? self->n_without_worker + 1 : 0;
  if (self->n_without_worker >= LOOKS_WITHOUT_WORKER)
    add_finding (reading, POSTINO_PROBLEM_NO_WORKER, 0,
                 g_strdup (_("Something is to be sent, but the program that sends does not run")));
  show_findings (self, reading->findings);
  if (self->again)
    start_reading (self);
}

static void
start_reading (PostinoProblemList *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->workspace = g_object_ref (self->workspace);
  reading->findings = g_array_new (FALSE, FALSE, sizeof (Finding));
  g_array_set_clear_func (reading->findings, clear_finding);
  self->is_reading = TRUE;
  self->read_us = g_get_monotonic_time ();
  self->again = FALSE;
  postino_store_run_async (postino_workspace_get_store (self->workspace), FALSE, read_problems,
                           reading, free_reading,
                           self->cancellable, read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoProblemList *self = user_data;

  if (self->is_reading)
    self->again = self->again || moved;
  else if (moved || self->is_due
           || g_get_monotonic_time () - self->read_us > REREAD_US)
    start_reading (self);
}

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_PROBLEM;
}

static guint
get_n_items (GListModel *model)
{
  return POSTINO_PROBLEM_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *items = POSTINO_PROBLEM_LIST (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_problem_list_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_N_ITEMS)
    g_value_set_uint (value, POSTINO_PROBLEM_LIST (object)->items->len);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_problem_list_finalize (GObject *object)
{
  PostinoProblemList *self = POSTINO_PROBLEM_LIST (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (postino_problem_list_parent_class)->finalize (object);
}

static void
postino_problem_list_class_init (PostinoProblemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_problem_list_get_property;
  object_class->finalize = postino_problem_list_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_problem_list_init (PostinoProblemList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

PostinoProblemList *
postino_problem_list_new (PostinoWorkspace *workspace)
{
  static const char *const topics[] = { POSTINO_TOPIC_SERVERS, POSTINO_TOPIC_CAMPAIGNS,
                                        POSTINO_TOPIC_LEDGER, POSTINO_TOPIC_SETTINGS, NULL };
  PostinoProblemList *self = g_object_new (POSTINO_TYPE_PROBLEM_LIST, NULL);

  self->workspace = g_object_ref (workspace);
  self->watch = postino_topic_watch_new (postino_workspace_get_store (workspace), topics, looked_cb,
                                         self);
  return self;
}

void
postino_problem_list_look (PostinoProblemList *self)
{
  postino_topic_watch_look (self->watch);
}

gboolean
postino_problem_list_is_loaded (PostinoProblemList *self)
{
  return self->is_loaded;
}
