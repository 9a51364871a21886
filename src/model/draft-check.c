/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check before sending, as it is shown live.
 *
 * Counting an audience of a million takes a second, so a check begins DELAY_MS after the first move
 * and takes in all that came until then; after it, rest is kept for as long as it took. Moves during
 * a check make another one. */

#include "model/draft-check.h"

#include "campaign/campaigns-table.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum { DELAY_MS = 250 };

struct _PostinoDraftCheck {
  GObject parent_instance;

  PostinoStore *store;
  GBytes *token_key;
  gint64 campaign;
  PostinoTopicWatch *people_watch;
  PostinoTopicWatch *setup_watch;

  gboolean is_checked;
  PostinoAudienceCount count;
  GPtrArray *findings;
  char *failure;

  GCancellable *cancellable;
  guint delay_id;
  gboolean is_checking;
  gboolean again;       /* something moved meanwhile */
  gint64 begun_us;      /* monotonic */
  gint64 rest_until_us; /* monotonic */
};

typedef enum {
  PROP_IS_CURRENT = 1,
  PROP_FAILURE,
  N_PROPS,
} Property;

enum { CHECKED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoDraftCheck, postino_draft_check, G_TYPE_OBJECT)

/* Two watches, since one takes POSTINO_TOPIC_WATCH_MAX topics. */
static const char *const people_topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_CONTACTS,
                                             POSTINO_TOPIC_LISTS, POSTINO_TOPIC_SUPPRESSIONS, NULL };
static const char *const setup_topics[] = { POSTINO_TOPIC_SERVERS, POSTINO_TOPIC_IDENTITIES,
                                            POSTINO_TOPIC_SETTINGS, NULL };

typedef struct {
  gint64 campaign;
  GBytes *token_key;
  PostinoAudienceCount count;
  GPtrArray *findings;
} Check;

static void
free_check (gpointer data)
{
  Check *check = data;

  g_clear_pointer (&check->findings, g_ptr_array_unref);
  g_bytes_unref (check->token_key);
  g_free (check);
}

static gboolean
run_check (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Check *check = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, check->campaign, error);

  if (campaign == NULL || !postino_audience_count (db, check->campaign, &check->count, error))
    return FALSE;
  check->findings = postino_preflight_check (db, campaign, g_bytes_get_data (check->token_key, NULL),
                                             g_get_real_time (), error);
  return check->findings != NULL;
}

static void schedule (PostinoDraftCheck *self);

static void
take_check (PostinoDraftCheck *self,
            Check             *check,
            const GError      *error)
{
  g_clear_pointer (&self->failure, g_free);
  if (check == NULL)
    self->failure = g_strdup (error->message);
  else
    {
      g_clear_pointer (&self->findings, g_ptr_array_unref);
      self->findings = g_steal_pointer (&check->findings);
      self->count = check->count;
      self->is_checked = TRUE;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Check *check = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoDraftCheck) self = NULL;
  gint64 now_us = g_get_monotonic_time ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_checking = FALSE;
  self->rest_until_us = now_us + (now_us - self->begun_us);
  take_check (self, check, error);
  if (self->again)
    schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_CURRENT]);
  g_signal_emit (self, signals[CHECKED], 0);
}

static gboolean
delay_cb (gpointer user_data)
{
  PostinoDraftCheck *self = user_data;
  Check *check = g_new0 (Check, 1);

  check->campaign = self->campaign;
  check->token_key = g_bytes_ref (self->token_key);
  self->delay_id = 0;
  self->is_checking = TRUE;
  self->again = FALSE;
  self->begun_us = g_get_monotonic_time ();
  postino_store_run_async (self->store, FALSE, run_check, check, free_check, self->cancellable,
                           checked_cb, self);
  return G_SOURCE_REMOVE;
}

static void
schedule (PostinoDraftCheck *self)
{
  gint64 rest_ms = (self->rest_until_us - g_get_monotonic_time ()) / 1000;

  self->delay_id = g_timeout_add ((guint) MAX (rest_ms, DELAY_MS), delay_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  if (moved)
    postino_draft_check_look (user_data);
}

static void
postino_draft_check_dispose (GObject *object)
{
  PostinoDraftCheck *self = POSTINO_DRAFT_CHECK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_pointer (&self->people_watch, postino_topic_watch_free);
  g_clear_pointer (&self->setup_watch, postino_topic_watch_free);
  G_OBJECT_CLASS (postino_draft_check_parent_class)->dispose (object);
}

static void
postino_draft_check_finalize (GObject *object)
{
  PostinoDraftCheck *self = POSTINO_DRAFT_CHECK (object);

  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_free (self->failure);
  g_bytes_unref (self->token_key);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_draft_check_parent_class)->finalize (object);
}

static void
postino_draft_check_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoDraftCheck *self = POSTINO_DRAFT_CHECK (object);

  switch ((Property) prop_id)
    {
    case PROP_IS_CURRENT:
      g_value_set_boolean (value, postino_draft_check_is_current (self));
      break;
    case PROP_FAILURE:
      g_value_set_string (value, self->failure);
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
postino_draft_check_class_init (PostinoDraftCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = postino_draft_check_dispose;
  object_class->finalize = postino_draft_check_finalize;
  object_class->get_property = postino_draft_check_get_property;
  properties[PROP_IS_CURRENT] = g_param_spec_boolean ("is-current", NULL, NULL, FALSE, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHECKED] = g_signal_new ("checked", POSTINO_TYPE_DRAFT_CHECK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_draft_check_init (PostinoDraftCheck *self)
{
  self->cancellable = g_cancellable_new ();
}

PostinoDraftCheck *
postino_draft_check_new (PostinoStore *store,
                         GBytes       *token_key,
                         gint64        campaign)
{
  PostinoDraftCheck *self = g_object_new (POSTINO_TYPE_DRAFT_CHECK, NULL);

  self->store = g_object_ref (store);
  self->token_key = g_bytes_ref (token_key);
  self->campaign = campaign;
  self->people_watch = postino_topic_watch_new (store, people_topics, looked_cb, self);
  self->setup_watch = postino_topic_watch_new (store, setup_topics, looked_cb, self);
  return self;
}

void
postino_draft_check_look (PostinoDraftCheck *self)
{
  gboolean was_current = postino_draft_check_is_current (self);

  if (self->is_checking)
    self->again = TRUE;
  else if (self->delay_id == 0)
    schedule (self);
  if (was_current)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_CURRENT]);
}

gboolean
postino_draft_check_is_current (PostinoDraftCheck *self)
{
  return self->is_checked && !self->is_checking && self->delay_id == 0;
}

const char *
postino_draft_check_get_failure (PostinoDraftCheck *self)
{
  return self->failure;
}

const PostinoAudienceCount *
postino_draft_check_get_count (PostinoDraftCheck *self)
{
  return self->is_checked ? &self->count : NULL;
}

GPtrArray *
postino_draft_check_get_findings (PostinoDraftCheck *self)
{
  return self->findings;
}

const PostinoFinding *
postino_draft_check_get_error (PostinoDraftCheck *self)
{
  const PostinoFinding *first;

  if (self->findings == NULL || self->findings->len == 0)
    return NULL;
  first = self->findings->pdata[0];
  return first->severity == POSTINO_SEVERITY_ERROR ? first : NULL;
}
