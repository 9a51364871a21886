/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a draft and renders it (campaign/sample) on a reading thread of the store.
 *
 * A change is rendered at once, while the main loop draws the typed letter; finding the colours of the
 * source waits (editor/idle-hold). What changes during a rendering is rendered after it. So a fast
 * typist sees every rendering the machine can do, and never one that is older than the one before.
 *
 * Making the text part of the HTML takes as long as all else together, and it is looked at less:
 * while somebody types it stays as it was, and is made when nothing has changed for TEXT_DELAY_MS.
 * Senders and campaigns are watched too: their names and addresses are part of the message.
 */

#include "gui/editor/preview-source.h"

#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/sample.h"
#include "gui/editor/idle-hold.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum { TEXT_DELAY_MS = 250 };

struct _PostinoPreviewSource {
  GObject parent_instance;

  PostinoSession *session;
  PostinoDraftContent *draft; /* or NULL */
  PostinoTopicWatch *watch;
  GCancellable *cancellable;  /* of the rendering under way */
  char *contact;
  guint start_idle;           /* so that several changes of one moment are one */
  guint text_timer;
  gboolean is_rendering;
  PostinoIdleHold hold;       /* meanwhile */
  gboolean again;

  PostinoRenderedParts parts;
  char *sender;
  char *error;
  PostinoRenderFault fault;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoPreviewSource, postino_preview_source, G_TYPE_OBJECT)

/* Goes to the thread and comes back. */
typedef struct {
  gint64 campaign;
  PostinoRevision *content;
  char *contact;
  GBytes *token_key; /* or NULL */
  gint64 now_us;
  gboolean without_text; /* it is to be made from the HTML, but not now */

  PostinoRenderedParts parts;
  PostinoRenderFault fault;
  char *sender;
  GError *error; /* of the template: no failure of the reading, so that `fault` comes along */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  postino_revision_free (job->content);
  g_free (job->contact);
  g_clear_pointer (&job->token_key, g_bytes_unref);
  postino_rendered_parts_clear (&job->parts);
  g_free (job->sender);
  g_clear_error (&job->error);
  g_free (job);
}

static char *
find_sender (PostinoDb             *db,
             const PostinoCampaign *campaign)
{
  g_autoptr (PostinoIdentity) identity = NULL;

  if (campaign->identity != 0)
    identity = postino_identities_table_get (db, campaign->identity, NULL);
  if (identity == NULL)
    return NULL;
  return g_strdup (identity->name != NULL && *identity->name != '\0' ? identity->name
                                                                     : identity->email);
}

static gboolean
render (PostinoDb *db,
        gpointer   data,
        GError   **error)
{
  Job *job = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, job->campaign, error);

  if (campaign == NULL)
    return FALSE;
  job->sender = find_sender (db, campaign);
  postino_sample_preview (db, campaign, job->content, job->contact,
                          job->token_key != NULL ? g_bytes_get_data (job->token_key, NULL) : NULL,
                          job->now_us, &job->parts, &job->fault, &job->error);
  return TRUE;
}

static void schedule (PostinoPreviewSource *self);
static void start (PostinoPreviewSource *self, gboolean without_text);

static gboolean
make_text_cb (gpointer data)
{
  PostinoPreviewSource *self = data;

  self->text_timer = 0;
  if (!self->is_rendering && self->start_idle == 0)
    start (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
take_parts (PostinoPreviewSource *self,
            Job                  *job)
{
  if (job->without_text)
    {
      g_free (job->parts.text);
      job->parts.text = g_steal_pointer (&self->parts.text);
      self->text_timer = g_timeout_add (TEXT_DELAY_MS, make_text_cb, self);
    }
  postino_rendered_parts_clear (&self->parts);
  self->parts = job->parts;
  job->parts = (PostinoRenderedParts) { 0 };
}

static void
take (PostinoPreviewSource *self,
      Job                  *job,
      const GError         *error)
{
  g_clear_pointer (&self->error, g_free);
  self->fault = (PostinoRenderFault) { 0 };
  if (job != NULL)
    {
      g_free (self->sender);
      self->sender = g_steal_pointer (&job->sender);
      self->fault = job->fault;
      error = job->error;
    }
  if (error != NULL)
    {
      self->error = g_strdup (error->message);
      return;
    }
  take_parts (self, job);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Job *job = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoPreviewSource) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  self->is_rendering = FALSE;
  postino_idle_hold_end (&self->hold);
  take (self, job, error);
  if (self->again)
    schedule (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
dup_unless_empty (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static void
start (PostinoPreviewSource *self,
       gboolean              without_text)
{
  const char *text = postino_draft_content_get_text (self->draft);
  GBytes *token_key = postino_session_get_token_key (self->session);
  Job *job = g_new0 (Job, 1);

  g_clear_handle_id (&self->text_timer, g_source_remove);
  self->is_rendering = TRUE;
  postino_idle_hold_begin (&self->hold);
  self->again = FALSE;
  job->campaign = postino_draft_content_get_campaign (self->draft);
  job->without_text = without_text && *text == '\0';
  job->content = g_new0 (PostinoRevision, 1);
  job->content->subject = g_strdup (postino_draft_content_get_subject (self->draft));
  job->content->preheader = dup_unless_empty (postino_draft_content_get_preheader (self->draft));
  job->content->html = g_strdup (postino_draft_content_get_html (self->draft));
  job->content->text = job->without_text ? g_strdup ("") : dup_unless_empty (text);
  job->contact = g_strdup (self->contact);
  job->token_key = token_key != NULL ? g_bytes_ref (token_key) : NULL;
  job->now_us = postino_clock_now_us (postino_session_get_clock (self->session));
  postino_store_run_async (postino_session_get_store (self->session), FALSE, render, job, free_job,
                           self->cancellable, rendered_cb, self);
}

static gboolean
start_cb (gpointer data)
{
  PostinoPreviewSource *self = data;

  self->start_idle = 0;
  start (self, self->parts.text != NULL);
  return G_SOURCE_REMOVE;
}

static void
schedule (PostinoPreviewSource *self)
{
  if (self->draft == NULL || !postino_draft_content_is_loaded (self->draft))
    return;
  if (self->is_rendering)
    self->again = TRUE;
  else if (self->start_idle == 0)
    self->start_idle = g_idle_add_full (G_PRIORITY_HIGH, start_cb, self, NULL);
}

static void
content_cb (PostinoPreviewSource *self,
            GParamSpec           *pspec)
{
  static const char *const shown[] = { "subject", "preheader", "html", "text", "is-loaded", NULL };

  if (g_strv_contains (shown, pspec->name))
    schedule (self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  if (moved)
    schedule (user_data);
}

static void
forget_rendering (PostinoPreviewSource *self)
{
  g_clear_handle_id (&self->start_idle, g_source_remove);
  g_clear_handle_id (&self->text_timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  postino_idle_hold_end (&self->hold);
  self->is_rendering = FALSE;
  self->again = FALSE;
}

static void
drop_draft (PostinoPreviewSource *self)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
}

static void
postino_preview_source_dispose (GObject *object)
{
  PostinoPreviewSource *self = POSTINO_PREVIEW_SOURCE (object);

  forget_rendering (self);
  drop_draft (self);
  g_clear_pointer (&self->watch, postino_topic_watch_free);
  G_OBJECT_CLASS (postino_preview_source_parent_class)->dispose (object);
}

static void
postino_preview_source_finalize (GObject *object)
{
  PostinoPreviewSource *self = POSTINO_PREVIEW_SOURCE (object);

  g_clear_object (&self->session);
  g_free (self->contact);
  postino_rendered_parts_clear (&self->parts);
  g_free (self->sender);
  g_free (self->error);
  G_OBJECT_CLASS (postino_preview_source_parent_class)->finalize (object);
}

static void
postino_preview_source_class_init (PostinoPreviewSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_preview_source_dispose;
  object_class->finalize = postino_preview_source_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_preview_source_init (PostinoPreviewSource *self)
{
  self->cancellable = g_cancellable_new ();
}

PostinoPreviewSource *
postino_preview_source_new (PostinoSession *session)
{
  static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_IDENTITIES, NULL };
  PostinoPreviewSource *self = g_object_new (POSTINO_TYPE_PREVIEW_SOURCE, NULL);

  self->session = g_object_ref (session);
  self->watch = postino_topic_watch_new (postino_session_get_store (session), topics, looked_cb,
                                         self);
  return self;
}

void
postino_preview_source_set_draft (PostinoPreviewSource *self,
                                  PostinoDraftContent  *draft)
{
  g_return_if_fail (POSTINO_IS_PREVIEW_SOURCE (self));

  if (self->draft == draft)
    return;
  forget_rendering (self);
  drop_draft (self);
  self->cancellable = g_cancellable_new ();
  postino_rendered_parts_clear (&self->parts);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->sender, g_free);
  if (draft != NULL)
    {
      self->draft = g_object_ref (draft);
      g_signal_connect_swapped (draft, "notify", G_CALLBACK (content_cb), self);
    }
  schedule (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
postino_preview_source_set_contact (PostinoPreviewSource *self,
                                    const char           *key)
{
  g_return_if_fail (POSTINO_IS_PREVIEW_SOURCE (self));

  if (g_strcmp0 (self->contact, key) == 0)
    return;
  g_free (self->contact);
  self->contact = g_strdup (key);
  schedule (self);
}

const PostinoRenderedParts *
postino_preview_source_get_parts (PostinoPreviewSource *self)
{
  return self->parts.html != NULL ? &self->parts : NULL;
}

const char *
postino_preview_source_get_sender (PostinoPreviewSource *self)
{
  return self->sender;
}

const char *
postino_preview_source_get_error (PostinoPreviewSource *self,
                                  PostinoRenderFault   *fault)
{
  if (fault != NULL)
    *fault = self->fault;
  return self->error;
}
