/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a campaign that runs.
 *
 * Counts are read from ledger_count, which the ledger's triggers keep: nine rows, whatever the size
 * of the audience. They are read when a topic has moved; the worker's signal only makes the look
 * come sooner (topic-watch keeps it to four a second). Between two readings a campaign that runs is
 * looked at all the same once a second, since its rate falls while nothing happens.
 *
 * The rate is that of messages a server has answered, or that are in doubt: what has left. Lately
 * means the last WINDOW_US, from samples of the counts by the clock that goes on in suspend.
 *
 * The time left is what is left by the pace, and only while the campaign runs. The pace follows the
 * rate of lately (the mean, while nothing was sent lately) over PACE_US: servers take messages in
 * bursts, and a time that jumps with each of them tells nobody when it will be over. */

#include "model/progress.h"

#include <string.h>

#include "campaign/campaigns-table.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum {
  MAX_SAMPLES = 64, /* more than four a second for WINDOW_US */
};

#define WINDOW_US (10 * G_USEC_PER_SEC)
#define PACE_US (60 * G_USEC_PER_SEC)

/* How many had left, and when. */
typedef struct {
  gint64 boot_us;
  gint64 sent;
} Sample;

/* All that is shown; compared whole. */
typedef struct {
  gboolean is_loaded;
  PostinoCampaignState state;
  gint64 counts[POSTINO_LEDGER_N_STATES];
  double per_second;
  double per_second_mean;
  gint64 eta_us;
} Figures;

struct _PostinoProgress {
  GObject parent_instance;

  PostinoStore *store;
  PostinoWorkerProxy *proxy; /* or NULL */
  PostinoClock *clock;
  PostinoTopicWatch *watch;
  gint64 campaign;

  Figures figures;
  char *waiting_why;
  char *failure;
  gint64 started_us;
  gint64 finished_us;

  Sample samples[MAX_SAMPLES]; /* a ring, oldest at `first` */
  guint first_sample;
  guint n_samples;

  double pace;          /* messages a second; 0: not known yet */
  gint64 pace_since_us; /* boot: when it began to be followed; 0: it is not */
  gint64 pace_at_us;    /* boot: when it was followed last */

  GCancellable *cancellable;
  gboolean is_reading;
  gboolean again; /* something moved meanwhile */
};

typedef enum {
  PROP_IS_LOADED = 1,
  PROP_STATE,
  PROP_WAITING_WHY,
  PROP_TOTAL,
  PROP_ACCEPTED,
  PROP_REFUSED,
  PROP_IN_DOUBT,
  PROP_DEFERRED,
  PROP_LEFT,
  PROP_FRACTION,
  PROP_PER_SECOND,
  PROP_PER_SECOND_MEAN,
  PROP_ETA_US,
  PROP_FAILURE,
  N_PROPS,
} Property;

enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoProgress, postino_progress, G_TYPE_OBJECT)

typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
  gint64 counts[POSTINO_LEDGER_N_STATES];
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  postino_campaign_free (reading->campaign);
  g_free (reading);
}

static gboolean
read_progress (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Reading *reading = data;

  reading->campaign = postino_campaigns_table_get (db, reading->id, error);
  return reading->campaign != NULL
         && postino_ledger_table_count (db, reading->id, reading->counts, error);
}

static gint64
count_total (const Figures *figures)
{
  gint64 total = 0;

  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    total += figures->counts[state];
  return total;
}

static gint64
count_left (const Figures *figures)
{
  return figures->counts[POSTINO_LEDGER_READY] + figures->counts[POSTINO_LEDGER_HANDED]
         + figures->counts[POSTINO_LEDGER_DEFERRED];
}

static gint64
count_sent (const Figures *figures)
{
  return figures->counts[POSTINO_LEDGER_ACCEPTED] + figures->counts[POSTINO_LEDGER_REFUSED]
         + figures->counts[POSTINO_LEDGER_IN_DOUBT];
}

static double
get_fraction (const Figures *figures)
{
  gint64 total = count_total (figures) - figures->counts[POSTINO_LEDGER_SKIPPED];

  return total > 0 ? (double) (total - count_left (figures)) / (double) total : 0;
}

/* What a numeric property shows; all fit a double exactly. */
static double
get_figure (const Figures *figures,
            guint          property)
{
  switch (property)
    {
    case PROP_IS_LOADED:
      return figures->is_loaded;
    case PROP_STATE:
      return figures->state;
    case PROP_TOTAL:
      return count_total (figures);
    case PROP_ACCEPTED:
      return figures->counts[POSTINO_LEDGER_ACCEPTED];
    case PROP_REFUSED:
      return figures->counts[POSTINO_LEDGER_REFUSED];
    case PROP_IN_DOUBT:
      return figures->counts[POSTINO_LEDGER_IN_DOUBT];
    case PROP_DEFERRED:
      return figures->counts[POSTINO_LEDGER_DEFERRED];
    case PROP_LEFT:
      return count_left (figures);
    case PROP_FRACTION:
      return get_fraction (figures);
    case PROP_PER_SECOND:
      return figures->per_second;
    case PROP_PER_SECOND_MEAN:
      return figures->per_second_mean;
    case PROP_ETA_US:
      return figures->eta_us;
    default:
      g_assert_not_reached ();
    }
}

static void
add_sample (PostinoProgress *self,
            gint64           boot_us,
            gint64           sent)
{
  Sample *oldest = &self->samples[self->first_sample];

  /* One before the window is kept: the window begins at it. */
  while (self->n_samples > 1
         && self->samples[(self->first_sample + 1) % MAX_SAMPLES].boot_us <= boot_us - WINDOW_US)
    {
      self->first_sample = (self->first_sample + 1) % MAX_SAMPLES;
      self->n_samples--;
      oldest = &self->samples[self->first_sample];
    }
  if (self->n_samples > 0 && sent < oldest->sent) /* a person took decisions back: count anew */
    self->n_samples = 0;
  if (self->n_samples == MAX_SAMPLES)
    {
      self->first_sample = (self->first_sample + 1) % MAX_SAMPLES;
      self->n_samples--;
    }
  self->samples[(self->first_sample + self->n_samples) % MAX_SAMPLES] = (Sample) { boot_us, sent };
  self->n_samples++;
}

static double
find_rate (PostinoProgress *self,
           gint64           boot_us,
           gint64           sent)
{
  const Sample *oldest = &self->samples[self->first_sample];

  if (self->n_samples < 2 || boot_us <= oldest->boot_us)
    return 0;
  return (double) (sent - oldest->sent) * G_USEC_PER_SEC / (double) (boot_us - oldest->boot_us);
}

static double
find_mean (PostinoProgress *self,
           gint64           now_us,
           gint64           sent)
{
  gint64 until_us = self->finished_us != 0 ? self->finished_us : now_us;

  if (self->started_us == 0 || until_us <= self->started_us)
    return 0;
  return (double) sent * G_USEC_PER_SEC / (double) (until_us - self->started_us);
}

/* Averages all there is until that is PACE_US long, and then forgets what is older. */
static void
follow_pace (PostinoProgress *self,
             const Figures   *figures,
             gint64           boot_us)
{
  double rate = figures->per_second > 0 ? figures->per_second : figures->per_second_mean;
  gint64 span_us = MIN (boot_us - self->pace_since_us, PACE_US);
  double part;

  if (figures->state != POSTINO_CAMPAIGN_RUNNING || self->pace_since_us == 0 || rate <= 0)
    {
      self->pace = 0;
      self->pace_since_us = figures->state == POSTINO_CAMPAIGN_RUNNING ? boot_us : 0;
    }
  else if (boot_us > self->pace_at_us)
    {
      part = MIN ((double) (boot_us - self->pace_at_us) / (double) span_us, 1);
      self->pace += (rate - self->pace) * part;
    }
  self->pace_at_us = boot_us;
}

/* Rates and the time left, as of now. */
static void
find_figures (PostinoProgress *self,
              Figures         *figures)
{
  gint64 now_us = postino_clock_now_us (self->clock);
  gint64 boot_us = postino_clock_boot_us (self->clock);
  gint64 sent = count_sent (figures);
  gint64 left = count_left (figures);

  add_sample (self, boot_us, sent);
  figures->per_second = find_rate (self, boot_us, sent);
  figures->per_second_mean = find_mean (self, now_us, sent);
  follow_pace (self, figures, boot_us);
  figures->eta_us = 0;
  if (left > 0 && self->pace > 0)
    figures->eta_us = now_us + (gint64) ((double) left / self->pace * G_USEC_PER_SEC);
}

static gboolean
replace_text (char      **text,
              const char *with)
{
  if (g_strcmp0 (*text, with) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (with);
  return TRUE;
}

/* Shows @figures, which know counts and state, and tells what differs. */
static void
publish (PostinoProgress *self,
         Figures         *figures,
         const char      *waiting_why,
         const char      *failure)
{
  Figures before = self->figures;
  gboolean other_why = replace_text (&self->waiting_why, waiting_why);
  gboolean other_failure = replace_text (&self->failure, failure);
  gboolean changed = other_why || other_failure;

  if (figures->is_loaded)
    find_figures (self, figures);
  self->figures = *figures;
  changed = changed || memcmp (before.counts, figures->counts, sizeof before.counts) != 0;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_IS_LOADED; i < N_PROPS; i++)
    {
      gboolean differs = i == PROP_WAITING_WHY ? other_why
                         : i == PROP_FAILURE   ? other_failure
                                               : get_figure (&before, i) != get_figure (figures, i);

      changed = changed || differs;
      if (differs)
        g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void start_reading (PostinoProgress *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoProgress) self = NULL;
  Figures figures;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_reading = FALSE;
  figures = self->figures;
  if (reading != NULL)
    {
      figures.is_loaded = TRUE;
      figures.state = reading->campaign->state;
      memcpy (figures.counts, reading->counts, sizeof figures.counts);
      self->started_us = reading->campaign->started_us;
      self->finished_us = reading->campaign->finished_us;
      publish (self, &figures, reading->campaign->waiting_why, NULL);
    }
  else
    publish (self, &figures, self->waiting_why, error->message);
  if (self->again)
    start_reading (self);
}

static void
start_reading (PostinoProgress *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->id = self->campaign;
  self->is_reading = TRUE;
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_progress, reading, free_reading,
                           self->cancellable, read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoProgress *self = user_data;
  Figures figures = self->figures;

  if (self->is_reading)
    {
      self->again = self->again || moved;
      return;
    }
  if (moved)
    {
      start_reading (self);
      return;
    }
  if (figures.state != POSTINO_CAMPAIGN_RUNNING && figures.per_second == 0)
    return;
  g_object_ref (self); /* who is told may drop it */
  publish (self, &figures, self->waiting_why, self->failure);
  g_object_unref (self);
}

static void
progress_cb (PostinoWorkerProxy *proxy,
             gint64              campaign,
             PostinoProgress    *self)
{
  if (campaign == self->campaign)
    postino_topic_watch_look (self->watch);
}

static void
postino_progress_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PostinoProgress *self = POSTINO_PROGRESS (object);

  switch ((Property) id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->figures.is_loaded);
      return;
    case PROP_STATE:
      g_value_set_uint (value, self->figures.state);
      return;
    case PROP_WAITING_WHY:
      g_value_set_string (value, self->waiting_why);
      return;
    case PROP_FAILURE:
      g_value_set_string (value, self->failure);
      return;
    case PROP_TOTAL:
    case PROP_ACCEPTED:
    case PROP_REFUSED:
    case PROP_IN_DOUBT:
    case PROP_DEFERRED:
    case PROP_LEFT:
    case PROP_ETA_US:
      g_value_set_int64 (value, (gint64) get_figure (&self->figures, id));
      return;
    case PROP_FRACTION:
    case PROP_PER_SECOND:
    case PROP_PER_SECOND_MEAN:
      g_value_set_double (value, get_figure (&self->figures, id));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_progress_finalize (GObject *object)
{
  PostinoProgress *self = POSTINO_PROGRESS (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  g_clear_object (&self->store);
  g_free (self->waiting_why);
  g_free (self->failure);
  G_OBJECT_CLASS (postino_progress_parent_class)->finalize (object);
}

static void
postino_progress_class_init (PostinoProgressClass *klass)
{
  static const struct {
    Property property;
    const char *name;
  } numbers[] = {
    { PROP_TOTAL, "total" },       { PROP_ACCEPTED, "accepted" }, { PROP_REFUSED, "refused" },
    { PROP_IN_DOUBT, "in-doubt" }, { PROP_DEFERRED, "deferred" }, { PROP_LEFT, "left" },
    { PROP_ETA_US, "eta-us" },
  };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_progress_get_property;
  object_class->finalize = postino_progress_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    properties[numbers[i].property] = g_param_spec_int64 (numbers[i].name, NULL, NULL, 0,
                                                          G_MAXINT64, 0, flags);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, POSTINO_CAMPAIGN_FINISHED, 0,
                                              flags);
  properties[PROP_WAITING_WHY] = g_param_spec_string ("waiting-why", NULL, NULL, NULL, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_PER_SECOND] = g_param_spec_double ("per-second", NULL, NULL, 0, G_MAXDOUBLE, 0,
                                                     flags);
  properties[PROP_PER_SECOND_MEAN] = g_param_spec_double ("per-second-mean", NULL, NULL, 0,
                                                          G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_PROGRESS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
postino_progress_init (PostinoProgress *self)
{
  self->cancellable = g_cancellable_new ();
}

PostinoProgress *
postino_progress_new (PostinoStore       *store,
                      PostinoWorkerProxy *proxy,
                      gint64              campaign,
                      PostinoClock       *clock)
{
  static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_LEDGER, NULL };
  PostinoProgress *self = g_object_new (POSTINO_TYPE_PROGRESS, NULL);

  self->store = g_object_ref (store);
  self->clock = clock;
  self->campaign = campaign;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  if (proxy == NULL)
    return self;
  self->proxy = g_object_ref (proxy);
  g_signal_connect (proxy, "progress", G_CALLBACK (progress_cb), self);
  return self;
}

void
postino_progress_look (PostinoProgress *self)
{
  postino_topic_watch_look (self->watch);
}

gboolean
postino_progress_is_loaded (PostinoProgress *self)
{
  return self->figures.is_loaded;
}

gint64
postino_progress_get_count (PostinoProgress   *self,
                            PostinoLedgerState state)
{
  g_return_val_if_fail (state < POSTINO_LEDGER_N_STATES, 0);

  return self->figures.counts[state];
}

gint64
postino_progress_get_total (PostinoProgress *self)
{
  return count_total (&self->figures);
}

gint64
postino_progress_get_left (PostinoProgress *self)
{
  return count_left (&self->figures);
}

double
postino_progress_get_fraction (PostinoProgress *self)
{
  return get_fraction (&self->figures);
}

double
postino_progress_get_per_second (PostinoProgress *self)
{
  return self->figures.per_second;
}

double
postino_progress_get_per_second_mean (PostinoProgress *self)
{
  return self->figures.per_second_mean;
}

gint64
postino_progress_get_eta_us (PostinoProgress *self)
{
  return self->figures.eta_us;
}

PostinoCampaignState
postino_progress_get_state (PostinoProgress *self)
{
  return self->figures.state;
}

const char *
postino_progress_get_waiting_why (PostinoProgress *self)
{
  return self->waiting_why;
}
