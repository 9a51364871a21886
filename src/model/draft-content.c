/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of one draft between the windows and the database.
 *
 * Typing sets a timer: saved AUTOSAVE_MS after the last change, but no later than AUTOSAVE_MAX_US
 * after the first. One save is under way at a time; what was typed meanwhile waits for the next
 * one. A failed save is tried again, every RETRY_MS, until it succeeds or the campaign is no draft
 * any more. Nothing typed is lost: dispose submits a last save, and the store does what was
 * submitted before it closes. A save asked for at once does not wait for one under way: the store
 * keeps their order, so a launch submitted behind it finds what was typed.
 *
 * Somebody else (postinoctl) may write the same draft. Their content is taken over while nothing
 * here is unsaved; otherwise what was typed wins, and theirs stays as an older revision: each save
 * names the revision it was made from (campaigns-table). A reading that overlaps with typing or
 * saving shows a state that is over: `epoch` tells, and it is read again. */

#include "model/draft-content.h"

#include "base/clock.h"
#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "model/topic-watch.h"
#include "store/change.h"

#define AUTOSAVE_MAX_US (10 * G_USEC_PER_SEC)

enum { AUTOSAVE_MS = 2000, RETRY_MS = 10000 };

typedef enum { SUBJECT, PREHEADER, HTML, TEXT, N_PARTS } Part;

struct _PostinoDraftContent {
  GObject parent_instance;

  PostinoStore *store;
  PostinoTopicWatch *watch;
  GCancellable *cancellable; /* of reading only: a save is never taken back */
  gint64 campaign;

  char *parts[N_PARTS]; /* never NULL */
  gint64 revision;      /* that `parts` were made from; 0: none */
  gboolean is_loaded;
  gboolean is_editable;
  gboolean is_unsaved;
  guint n_saving;       /* more than one only if asked for at once */
  gboolean is_reading;
  gboolean again;       /* to be read once more */
  guint epoch;          /* counts changes and saves */
  gint64 unsaved_since_us;
  guint timer;

  PostinoSaveState save_state;
  char *failure;
};

typedef enum {
  PROP_SUBJECT = 1, /* in the order of Part */
  PROP_PREHEADER,
  PROP_HTML,
  PROP_TEXT,
  PROP_CAMPAIGN,
  PROP_IS_LOADED,
  PROP_IS_EDITABLE,
  PROP_SAVE_STATE,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoDraftContent, postino_draft_content, G_TYPE_OBJECT)

static void
notify (PostinoDraftContent *self,
        guint                property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_flag (PostinoDraftContent *self,
          gboolean            *flag,
          gboolean             value,
          guint                property)
{
  if (*flag == value)
    return;
  *flag = value;
  notify (self, property);
}

static void
set_failure (PostinoDraftContent *self,
             const char          *sentence)
{
  if (g_strcmp0 (self->failure, sentence) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (sentence);
  notify (self, PROP_FAILURE);
}

/* @failure NULL: none. */
static void
set_save_state (PostinoDraftContent *self,
                PostinoSaveState     state,
                const char          *failure)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_failure (self, failure);
  if (self->save_state != state)
    {
      self->save_state = state;
      notify (self, PROP_SAVE_STATE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* ---- saving ---- */

typedef struct {
  gint64 campaign;
  PostinoRevision *revision;
  gint64 saved; /* the campaign's revision afterwards */
} Save;

static void
free_save (gpointer data)
{
  Save *save = data;

  postino_revision_free (save->revision);
  g_free (save);
}

static gboolean
write_content (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Save *save = data;
  g_autoptr (PostinoCampaign) campaign = NULL;

  if (!postino_campaigns_table_save_content (db, save->campaign, save->revision,
                                             postino_clock_now_us (postino_clock_system ()), error))
    return FALSE;
  campaign = postino_campaigns_table_get (db, save->campaign, error);
  if (campaign == NULL)
    return FALSE;
  save->saved = campaign->revision;
  return TRUE;
}

static char *
dup_unless_empty (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static Save *
take_snapshot (PostinoDraftContent *self)
{
  Save *save = g_new0 (Save, 1);

  save->campaign = self->campaign;
  save->revision = g_new0 (PostinoRevision, 1);
  save->revision->id = self->revision;
  save->revision->subject = g_strdup (self->parts[SUBJECT]);
  save->revision->preheader = dup_unless_empty (self->parts[PREHEADER]);
  save->revision->html = g_strdup (self->parts[HTML]);
  save->revision->text = dup_unless_empty (self->parts[TEXT]);
  return save;
}

static void schedule (PostinoDraftContent *self, guint delay_ms);
static void start_reading (PostinoDraftContent *self);

static PostinoSaveState
find_save_state (PostinoDraftContent *self)
{
  if (self->n_saving > 0)
    return POSTINO_SAVE_SAVING;
  return self->is_unsaved ? POSTINO_SAVE_WAITING : POSTINO_SAVE_SAVED;
}

static void
finish_save (PostinoDraftContent *self,
             const Save          *save,
             const GError        *error)
{
  self->n_saving--;
  self->epoch++;
  if (save != NULL)
    {
      self->revision = save->saved;
      set_save_state (self, find_save_state (self), NULL);
    }
  else
    {
      self->is_unsaved = TRUE;
      set_save_state (self, POSTINO_SAVE_FAILED, error->message);
      if (!g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_INVALID))
        schedule (self, RETRY_MS);
    }
  if (self->again && !self->is_reading)
    start_reading (self);
}

/* The content may be gone: then nobody waits for the answer. */
static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (PostinoDraftContent) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  const Save *save = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self != NULL)
    finish_save (self, save, error);
}

static void
start_saving (PostinoDraftContent *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  self->is_unsaved = FALSE;
  self->n_saving++;
  self->epoch++;
  postino_store_run_async (self->store, TRUE, write_content, take_snapshot (self), free_save, NULL,
                           saved_cb, weak);
  set_save_state (self, POSTINO_SAVE_SAVING, NULL);
}

static gboolean
save_cb (gpointer data)
{
  PostinoDraftContent *self = data;

  if (self->n_saving > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  if (self->is_unsaved)
    start_saving (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (PostinoDraftContent *self,
          guint                delay_ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (delay_ms, save_cb, self);
}

static void
note_change (PostinoDraftContent *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 left_ms;

  self->epoch++;
  if (!self->is_unsaved)
    self->unsaved_since_us = now_us;
  self->is_unsaved = TRUE;
  left_ms = (self->unsaved_since_us + AUTOSAVE_MAX_US - now_us) / 1000;
  schedule (self, (guint) CLAMP (left_ms, 0, AUTOSAVE_MS));
  if (self->n_saving == 0)
    set_save_state (self, POSTINO_SAVE_WAITING, NULL);
}

/* ---- reading ---- */

typedef struct {
  gint64 id;
  guint epoch;
  PostinoCampaign *campaign;
  PostinoRevision *revision; /* NULL: the campaign has none yet */
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->campaign, postino_campaign_free);
  g_clear_pointer (&reading->revision, postino_revision_free);
  g_free (reading);
}

static gboolean
read_content (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Reading *reading = data;

  reading->campaign = postino_campaigns_table_get (db, reading->id, error);
  if (reading->campaign == NULL)
    return FALSE;
  if (reading->campaign->revision == 0)
    return TRUE;
  reading->revision = postino_campaigns_table_get_revision (db, reading->campaign->revision, error);
  return reading->revision != NULL;
}

static gboolean
replace_part (PostinoDraftContent *self,
              Part                 part,
              const char          *text)
{
  if (text == NULL)
    text = "";
  if (g_str_equal (self->parts[part], text))
    return FALSE;
  g_free (self->parts[part]);
  self->parts[part] = g_strdup (text);
  notify (self, PROP_SUBJECT + part);
  return TRUE;
}

static void
adopt (PostinoDraftContent *self,
       const Reading       *reading)
{
  const PostinoRevision empty = { 0 };
  const PostinoRevision *revision = reading->revision != NULL ? reading->revision : &empty;

  self->revision = revision->id;
  replace_part (self, SUBJECT, revision->subject);
  replace_part (self, PREHEADER, revision->preheader);
  replace_part (self, HTML, revision->html);
  replace_part (self, TEXT, revision->text);
  set_flag (self, &self->is_loaded, TRUE, PROP_IS_LOADED);
}

static void
take_reading (PostinoDraftContent *self,
              const Reading       *reading)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (!self->is_unsaved && self->n_saving == 0)
    {
      if (reading->epoch == self->epoch)
        adopt (self, reading);
      else
        self->again = TRUE;
      set_failure (self, NULL);
    }
  set_flag (self, &self->is_editable,
            self->is_loaded && postino_campaign_is_editable (reading->campaign), PROP_IS_EDITABLE);
  if (self->is_editable && self->is_unsaved && self->timer == 0) /* a draft again */
    schedule (self, AUTOSAVE_MS);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoDraftContent) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_reading = FALSE;
  if (reading != NULL)
    take_reading (self, reading);
  else if (!self->is_unsaved)
    set_failure (self, error->message);
  if (self->again && self->n_saving == 0)
    start_reading (self);
}

static void
start_reading (PostinoDraftContent *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->id = self->campaign;
  reading->epoch = self->epoch;
  self->is_reading = TRUE;
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_content, reading, free_reading,
                           self->cancellable, read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoDraftContent *self = user_data;

  if (!moved)
    return;
  if (self->is_reading || self->n_saving > 0)
    self->again = TRUE;
  else
    start_reading (self);
}

/* ---- the object ---- */

static void
set_part (PostinoDraftContent *self,
          Part                 part,
          const char          *text)
{
  g_return_if_fail (POSTINO_IS_DRAFT_CONTENT (self));

  if (!self->is_editable)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  if (replace_part (self, part, text))
    note_change (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
postino_draft_content_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PostinoDraftContent *self = POSTINO_DRAFT_CONTENT (object);

  switch ((Property) id)
    {
    case PROP_SUBJECT:
    case PROP_PREHEADER:
    case PROP_HTML:
    case PROP_TEXT:
      g_value_set_string (value, self->parts[id - PROP_SUBJECT]);
      return;
    case PROP_CAMPAIGN:
      g_value_set_int64 (value, self->campaign);
      return;
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      return;
    case PROP_IS_EDITABLE:
      g_value_set_boolean (value, self->is_editable);
      return;
    case PROP_SAVE_STATE:
      g_value_set_uint (value, self->save_state);
      return;
    case PROP_FAILURE:
      g_value_set_string (value, self->failure);
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_draft_content_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PostinoDraftContent *self = POSTINO_DRAFT_CONTENT (object);

  if (id <= PROP_TEXT)
    set_part (self, id - PROP_SUBJECT, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* A save under way has an older text: the store does the last one after it. */
static void
postino_draft_content_dispose (GObject *object)
{
  PostinoDraftContent *self = POSTINO_DRAFT_CONTENT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->watch, postino_topic_watch_free);
  if (self->is_unsaved)
    postino_store_run_async (self->store, TRUE, write_content, take_snapshot (self), free_save,
                             NULL, NULL, NULL);
  self->is_unsaved = FALSE;
  G_OBJECT_CLASS (postino_draft_content_parent_class)->dispose (object);
}

static void
postino_draft_content_finalize (GObject *object)
{
  PostinoDraftContent *self = POSTINO_DRAFT_CONTENT (object);

  for (guint i = 0; i < N_PARTS; i++)
    g_free (self->parts[i]);
  g_free (self->failure);
  g_object_unref (self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_draft_content_parent_class)->finalize (object);
}

static void
install_part (GObjectClass *object_class,
              guint         property,
              const char   *name)
{
  properties[property] = g_param_spec_string (name, NULL, NULL, "",
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
}

static void
postino_draft_content_class_init (PostinoDraftContentClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_draft_content_get_property;
  object_class->set_property = postino_draft_content_set_property;
  object_class->dispose = postino_draft_content_dispose;
  object_class->finalize = postino_draft_content_finalize;

  install_part (object_class, PROP_SUBJECT, "subject");
  install_part (object_class, PROP_PREHEADER, "preheader");
  install_part (object_class, PROP_HTML, "html");
  install_part (object_class, PROP_TEXT, "text");
  properties[PROP_CAMPAIGN] = g_param_spec_int64 ("campaign", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_IS_EDITABLE] = g_param_spec_boolean ("is-editable", NULL, NULL, FALSE, flags);
  properties[PROP_SAVE_STATE] = g_param_spec_uint ("save-state", NULL, NULL, 0,
                                                   POSTINO_SAVE_FAILED, 0, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_draft_content_init (PostinoDraftContent *self)
{
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < N_PARTS; i++)
    self->parts[i] = g_strdup ("");
}

PostinoDraftContent *
postino_draft_content_new (PostinoStore *store,
                           gint64        campaign)
{
  static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, NULL };
  PostinoDraftContent *self = g_object_new (POSTINO_TYPE_DRAFT_CONTENT, NULL);

  self->store = g_object_ref (store);
  self->campaign = campaign;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  return self;
}

void
postino_draft_content_save_now (PostinoDraftContent *self)
{
  g_return_if_fail (POSTINO_IS_DRAFT_CONTENT (self));

  if (!self->is_unsaved)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  start_saving (self);
}

gint64
postino_draft_content_get_campaign (PostinoDraftContent *self)
{
  return self->campaign;
}

gboolean
postino_draft_content_is_loaded (PostinoDraftContent *self)
{
  return self->is_loaded;
}

gboolean
postino_draft_content_is_editable (PostinoDraftContent *self)
{
  return self->is_editable;
}

PostinoSaveState
postino_draft_content_get_save_state (PostinoDraftContent *self)
{
  return self->save_state;
}

const char *
postino_draft_content_get_failure (PostinoDraftContent *self)
{
  return self->failure;
}

const char *
postino_draft_content_get_subject (PostinoDraftContent *self)
{
  return self->parts[SUBJECT];
}

const char *
postino_draft_content_get_preheader (PostinoDraftContent *self)
{
  return self->parts[PREHEADER];
}

const char *
postino_draft_content_get_html (PostinoDraftContent *self)
{
  return self->parts[HTML];
}

const char *
postino_draft_content_get_text (PostinoDraftContent *self)
{
  return self->parts[TEXT];
}

void
postino_draft_content_set_subject (PostinoDraftContent *self,
                                   const char          *subject)
{
  set_part (self, SUBJECT, subject);
}

void
postino_draft_content_set_preheader (PostinoDraftContent *self,
                                     const char          *preheader)
{
  set_part (self, PREHEADER, preheader);
}

void
postino_draft_content_set_html (PostinoDraftContent *self,
                                const char          *html)
{
  set_part (self, HTML, html);
}

void
postino_draft_content_set_text (PostinoDraftContent *self,
                                const char          *text)
{
  set_part (self, TEXT, text);
}
