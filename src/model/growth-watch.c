/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the contacts in short reads, one after the other on a store thread, and shows a count only
 * when it is whole. After one it rests, whatever happens: an import bumps its topic for minutes. */

#include "model/growth-watch.h"

#include "model/topic-watch.h"
#include "store/change.h"

struct _PostinoGrowthWatch {
  GObject parent_instance;

  PostinoStore *store;
  PostinoClock *clock;
  PostinoTopicWatch *watch;
  PostinoGrowth *growth; /* NULL: not counted yet */
  char *failure;
  GCancellable *read;    /* counting, or NULL */
  gboolean again;        /* something moved meanwhile */
  guint rest_id;
};

typedef struct {
  PostinoGrowth growth;
  gboolean is_done;
} Count;

enum { PROP_IS_LOADED = 1, PROP_FAILURE, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoGrowthWatch, postino_growth_watch, G_TYPE_OBJECT)

static gboolean
count_some (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Count *count = data;

  return postino_growth_query (db, &count->growth, POSTINO_GROWTH_CHUNK, &count->is_done, error);
}

static void
take_count (PostinoGrowthWatch  *self,
            const PostinoGrowth *growth)
{
  gboolean is_first = self->growth == NULL;

  g_free (self->growth);
  self->growth = g_memdup2 (growth, sizeof *growth);
  if (is_first)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_failure (PostinoGrowthWatch *self,
             const char         *failure)
{
  if (g_strcmp0 (self->failure, failure) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
}

static void start_counting (PostinoGrowthWatch *self);
static void count_next (PostinoGrowthWatch *self, const PostinoGrowth *growth);

static gboolean
rested_cb (gpointer user_data)
{
  PostinoGrowthWatch *self = user_data;

  self->rest_id = 0;
  if (self->again)
    start_counting (self);
  return G_SOURCE_REMOVE;
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Count *count = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoGrowthWatch) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  if (count != NULL && !count->is_done)
    {
      count_next (self, &count->growth);
      return;
    }
  g_clear_object (&self->read);
  self->rest_id = g_timeout_add_seconds (POSTINO_GROWTH_REST_S, rested_cb, self);
  set_failure (self, error != NULL ? error->message : NULL);
  if (count != NULL)
    take_count (self, &count->growth);
}

static void
count_next (PostinoGrowthWatch  *self,
            const PostinoGrowth *growth)
{
  Count *count = g_new0 (Count, 1);

  count->growth = *growth;
  postino_store_run_async (self->store, FALSE, count_some, count, g_free, self->read, counted_cb,
                           self);
}

static void
start_counting (PostinoGrowthWatch *self)
{
  PostinoGrowth growth;

  self->again = FALSE;
  self->read = g_cancellable_new ();
  postino_growth_begin (&growth, postino_clock_now_us (self->clock));
  count_next (self, &growth);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoGrowthWatch *self = user_data;

  if (!moved)
    return;
  if (self->read != NULL || self->rest_id != 0)
    self->again = TRUE;
  else
    start_counting (self);
}

static void
postino_growth_watch_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PostinoGrowthWatch *self = POSTINO_GROWTH_WATCH (object);

  if (id == PROP_IS_LOADED)
    g_value_set_boolean (value, self->growth != NULL);
  else if (id == PROP_FAILURE)
    g_value_set_string (value, self->failure);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_growth_watch_dispose (GObject *object)
{
  PostinoGrowthWatch *self = POSTINO_GROWTH_WATCH (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  G_OBJECT_CLASS (postino_growth_watch_parent_class)->dispose (object);
}

static void
postino_growth_watch_finalize (GObject *object)
{
  PostinoGrowthWatch *self = POSTINO_GROWTH_WATCH (object);

  g_free (self->growth);
  g_free (self->failure);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_growth_watch_parent_class)->finalize (object);
}

static void
postino_growth_watch_class_init (PostinoGrowthWatchClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_growth_watch_get_property;
  object_class->dispose = postino_growth_watch_dispose;
  object_class->finalize = postino_growth_watch_finalize;
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_GROWTH_WATCH, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_growth_watch_init (PostinoGrowthWatch *self)
{
}

PostinoGrowthWatch *
postino_growth_watch_new (PostinoStore *store,
                          PostinoClock *clock)
{
  static const char *const topics[] = { POSTINO_TOPIC_CONTACTS, NULL };
  PostinoGrowthWatch *self = g_object_new (POSTINO_TYPE_GROWTH_WATCH, NULL);

  self->store = g_object_ref (store);
  self->clock = clock;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  return self;
}

const PostinoGrowth *
postino_growth_watch_get (PostinoGrowthWatch *self)
{
  return self->growth;
}
