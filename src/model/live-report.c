/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report that follows what happens. Reading is done on a store thread; after each it rests
 * REST_TIMES as long as it took, so that a campaign that bumps its topic all the time does not keep
 * a processor busy.
 *
 * The past is read once, on a thread of its own, each campaign in a snapshot of its own: ten large
 * ones would hold one for too long. The report does not wait for it. */

#include "model/live-report.h"

#include "model/topic-watch.h"
#include "store/change.h"

enum { REST_TIMES = 3 };

struct _PostinoLiveReport {
  GObject parent_instance;

  PostinoStore *store;
  PostinoWorkerProxy *proxy; /* or NULL */
  PostinoTopicWatch *watch;
  gint64 campaign;
  PostinoReport *report;
  PostinoHours hours;
  PostinoPast *past;
  char *failure;
  char *past_failure;
  GCancellable *read; /* under way, or NULL */
  gboolean again;     /* something moved meanwhile */
  gint64 began_us;    /* monotonic: the reading under way */
  guint rest_id;
  GCancellable *past_read; /* the reading of the past, or NULL */
};

/* What a store thread reads. */
typedef struct {
  gint64 campaign;
  PostinoReport *report;
  PostinoHours hours;
} Reading;

/* What the thread of the past reads. */
typedef struct {
  PostinoStore *store;
  gint64 campaign;      /* the one that is read now */
  PostinoEarlier *earlier;
  GArray *ids;
} PastReading;

enum { PROP_CAMPAIGN = 1, PROP_IS_LOADED, PROP_FAILURE, PROP_PAST_FAILURE, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoLiveReport, postino_live_report, G_TYPE_OBJECT)

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->report, postino_report_free);
  g_free (reading);
}

static void
free_past_reading (gpointer data)
{
  PastReading *reading = data;

  postino_earlier_free (reading->earlier);
  g_clear_pointer (&reading->ids, g_array_unref);
  g_object_unref (reading->store);
  g_free (reading);
}

/* ---- the past ---- */

static gboolean
list_past (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  PastReading *reading = data;

  reading->ids = postino_past_list (db, reading->campaign, error);
  return reading->ids != NULL;
}

static gboolean
add_campaign (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  PastReading *reading = data;

  return postino_earlier_add (reading->earlier, db, reading->campaign, error);
}

static void
read_past_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  PastReading *reading = data;
  PostinoPast *past;
  GError *error = NULL;
  gboolean goes_on = postino_store_read (reading->store, list_past, reading, &error);

  for (guint i = 0; goes_on && i < reading->ids->len; i++)
    {
      reading->campaign = g_array_index (reading->ids, gint64, i);
      goes_on = !g_cancellable_set_error_if_cancelled (cancellable, &error)
                && postino_store_read (reading->store, add_campaign, reading, &error);
    }
  if (!goes_on)
    {
      g_task_return_error (task, error);
      return;
    }
  past = g_new0 (PostinoPast, 1);
  postino_earlier_summarize (reading->earlier, past);
  g_task_return_pointer (task, past, g_free);
}

/* TRUE if it is another one. */
static gboolean
set_failure (PostinoLiveReport *self,
             guint              property,
             const char        *failure)
{
  char **kept = property == PROP_FAILURE ? &self->failure : &self->past_failure;

  if (g_strcmp0 (*kept, failure) == 0)
    return FALSE;
  g_free (*kept);
  *kept = g_strdup (failure);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return TRUE;
}

static void
past_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  PostinoPast *past = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (PostinoLiveReport) self = NULL;
  gboolean is_other;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  g_clear_object (&self->past_read);
  if (past != NULL)
    {
      g_free (self->past);
      self->past = past;
    }
  is_other = set_failure (self, PROP_PAST_FAILURE, error != NULL ? error->message : NULL);
  if (past != NULL || is_other)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Not before it has started: then nothing is known to be earlier. */
static void
read_past_once (PostinoLiveReport *self)
{
  g_autoptr (GTask) task = NULL;
  PastReading *reading;

  if (self->past != NULL || self->past_read != NULL || self->report->started_us == 0)
    return;
  reading = g_new0 (PastReading, 1);
  reading->store = g_object_ref (self->store);
  reading->campaign = self->campaign;
  reading->earlier = postino_earlier_new ();
  self->past_read = g_cancellable_new ();
  task = g_task_new (NULL, self->past_read, past_read_cb, self);
  g_task_set_task_data (task, reading, free_past_reading);
  g_task_run_in_thread (task, read_past_thread);
}

/* ---- the report ---- */

static gboolean
read_report (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Reading *reading = data;

  reading->report = postino_report_query (db, reading->campaign, error);
  return reading->report != NULL
         && postino_hours_query (db, reading->campaign, reading->report->started_us,
                                 &reading->hours, error);
}

static void
take_reading (PostinoLiveReport *self,
              Reading           *reading)
{
  gboolean is_first = self->report == NULL;

  postino_report_free (self->report);
  self->report = g_steal_pointer (&reading->report);
  self->hours = reading->hours;
  read_past_once (self);
  if (is_first)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void start_reading (PostinoLiveReport *self);

static gboolean
rested_cb (gpointer user_data)
{
  PostinoLiveReport *self = user_data;

  self->rest_id = 0;
  if (self->again)
    start_reading (self);
  return G_SOURCE_REMOVE;
}

static void
rest (PostinoLiveReport *self)
{
  gint64 took_us = g_get_monotonic_time () - self->began_us;

  self->rest_id = g_timeout_add ((guint) (took_us * REST_TIMES / 1000), rested_cb, self);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoLiveReport) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  g_clear_object (&self->read);
  rest (self);
  set_failure (self, PROP_FAILURE, error != NULL ? error->message : NULL);
  if (reading != NULL)
    take_reading (self, reading);
}

static void
start_reading (PostinoLiveReport *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->campaign = self->campaign;
  self->read = g_cancellable_new ();
  self->again = FALSE;
  self->began_us = g_get_monotonic_time ();
  postino_store_run_async (self->store, FALSE, read_report, reading, free_reading, self->read,
                           read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoLiveReport *self = user_data;

  if (!moved)
    return;
  if (self->read != NULL || self->rest_id != 0)
    self->again = TRUE;
  else
    start_reading (self);
}

static void
progress_cb (PostinoWorkerProxy *proxy,
             gint64              campaign,
             PostinoLiveReport  *self)
{
  if (campaign == self->campaign)
    postino_live_report_look (self);
}

static void
postino_live_report_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoLiveReport *self = POSTINO_LIVE_REPORT (object);

  if (id == PROP_CAMPAIGN)
    g_value_set_int64 (value, self->campaign);
  else if (id == PROP_IS_LOADED)
    g_value_set_boolean (value, self->report != NULL);
  else if (id == PROP_FAILURE)
    g_value_set_string (value, self->failure);
  else if (id == PROP_PAST_FAILURE)
    g_value_set_string (value, self->past_failure);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_live_report_dispose (GObject *object)
{
  PostinoLiveReport *self = POSTINO_LIVE_REPORT (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  if (self->past_read != NULL)
    g_cancellable_cancel (self->past_read);
  g_clear_object (&self->past_read);
  G_OBJECT_CLASS (postino_live_report_parent_class)->dispose (object);
}

static void
postino_live_report_finalize (GObject *object)
{
  PostinoLiveReport *self = POSTINO_LIVE_REPORT (object);

  postino_report_free (self->report);
  g_free (self->past);
  g_free (self->failure);
  g_free (self->past_failure);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_live_report_parent_class)->finalize (object);
}

static void
postino_live_report_class_init (PostinoLiveReportClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_live_report_get_property;
  object_class->dispose = postino_live_report_dispose;
  object_class->finalize = postino_live_report_finalize;
  properties[PROP_CAMPAIGN] = g_param_spec_int64 ("campaign", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  properties[PROP_PAST_FAILURE] = g_param_spec_string ("past-failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_LIVE_REPORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_live_report_init (PostinoLiveReport *self)
{
}

PostinoLiveReport *
postino_live_report_new (PostinoStore       *store,
                         PostinoWorkerProxy *proxy,
                         gint64              campaign)
{
  static const char *const topics[] = {
    POSTINO_TOPIC_EVENTS, POSTINO_TOPIC_LEDGER, POSTINO_TOPIC_CAMPAIGNS, NULL
  };
  PostinoLiveReport *self = g_object_new (POSTINO_TYPE_LIVE_REPORT, NULL);

  self->store = g_object_ref (store);
  self->campaign = campaign;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  if (proxy == NULL)
    return self;
  self->proxy = g_object_ref (proxy);
  g_signal_connect (proxy, "progress", G_CALLBACK (progress_cb), self);
  return self;
}

void
postino_live_report_look (PostinoLiveReport *self)
{
  postino_topic_watch_look (self->watch);
}

gint64
postino_live_report_get_campaign (PostinoLiveReport *self)
{
  return self->campaign;
}

const char *
postino_live_report_get_failure (PostinoLiveReport *self)
{
  return self->failure;
}

const char *
postino_live_report_get_past_failure (PostinoLiveReport *self)
{
  return self->past_failure;
}

const PostinoReport *
postino_live_report_get (PostinoLiveReport *self)
{
  return self->report;
}

const PostinoHours *
postino_live_report_get_hours (PostinoLiveReport *self)
{
  return &self->hours;
}

const PostinoPast *
postino_live_report_get_past (PostinoLiveReport *self)
{
  return self->past;
}
