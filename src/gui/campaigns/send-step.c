/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is sent by one click: the button asks once more, with list, sender, subject, number and
 * who is left out; then there are ten seconds. What is not saved yet is saved before the wish, and
 * the worker checks everything again.
 *
 * The subject is shown as a reader sees it, not as it was written. It is rendered only while this
 * step is looked at: the editor has a rendering of its own. */

#include "gui/campaigns/send-step.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gui/campaigns/draft-words.h"
#include "gui/campaigns/finding-fix.h"
#include "gui/campaigns/moment-row.h"
#include "gui/campaigns/wishes.h"
#include "gui/editor/preview-source.h"
#include "gui/widgets/figures.h"

enum { N_CHECKED_STEPS = 3 };

struct _PostinoSendStep {
  AdwBin parent_instance;

  AdwActionRow *steps[N_CHECKED_STEPS];
  AdwActionRow *to;
  AdwActionRow *left_out;
  AdwActionRow *sender;
  AdwActionRow *subject;
  AdwActionRow *servers;
  GtkCheckButton *now;
  PostinoMomentRow *moment;
  GtkButton *send;
  GtkLabel *obstacle;
  AdwBin *fix;

  PostinoSession *session;
  PostinoDraft *draft;
  PostinoDraftCheck *check;
  PostinoDraftContent *content;
  PostinoPreviewSource *preview;
  char *seen_subject;   /* as its reader sees it; NULL: not rendered yet */
  char *contact;        /* whose eyes it is seen with; NULL: nobody's in particular */
  const char *fix_code; /* of the button shown; static */
};

G_DEFINE_FINAL_TYPE (PostinoSendStep, postino_send_step, ADW_TYPE_BIN)

/* Steps with something to be done in them, and what is said when it is. */
static const struct {
  const char *step;
  const char *done;
} checked_steps[N_CHECKED_STEPS] = {
  { "details", N_("Sender, subject and server are there") },
  { "content", N_("A message can be made of it") },
  { "recipients", N_("There is somebody to send to") },
};

/* The first error that concerns @step; NULL: none. */
static const PostinoFinding *
find_error (PostinoSendStep *self,
            const char      *step)
{
  GPtrArray *findings = postino_draft_check_get_findings (self->check);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const PostinoFinding *finding = findings->pdata[i];
      const PostinoFindingFix *fix = postino_finding_fix_find (finding->code);

      if (finding->severity == POSTINO_SEVERITY_ERROR && fix != NULL
          && g_strcmp0 (fix->step, step) == 0)
        return finding;
    }
  return NULL;
}

static void
show_step (PostinoSendStep *self,
           gsize            i)
{
  const PostinoFinding *error = find_error (self, checked_steps[i].step);
  gboolean is_known = postino_draft_check_get_findings (self->check) != NULL;

  adw_action_row_set_icon_name (self->steps[i], !is_known        ? "content-loading-symbolic"
                                                : error != NULL ? "dialog-error-symbolic"
                                                                : "emblem-ok-symbolic");
  adw_action_row_set_subtitle (self->steps[i], !is_known        ? ""
                                               : error != NULL ? error->message
                                                               : _(checked_steps[i].done));
}

static gint64
count_ready (PostinoSendStep *self)
{
  const PostinoAudienceCount *count = postino_draft_check_get_count (self->check);

  return count != NULL ? count->ready : 0;
}

/* Asked of the one button whose signal is heard: of a group, the other may not have changed yet. */
static gboolean
is_later (PostinoSendStep *self)
{
  return !gtk_check_button_get_active (self->now);
}

/* Two buttons with long words are no wider than a phone. */
static void
make_shrinkable (GtkButton *button)
{
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (button)), PANGO_ELLIPSIZE_END);
}

/* What stands in the way, with the button that leads to it. */
static void
show_obstacle (PostinoSendStep *self)
{
  const PostinoFinding *error = postino_draft_check_get_error (self->check);
  const char *failure = postino_draft_check_get_failure (self->check);
  const char *code = error != NULL ? error->code : NULL;
  GtkWidget *fix;

  gtk_label_set_label (self->obstacle, failure != NULL ? failure
                                       : error != NULL ? error->message
                                                       : "");
  gtk_widget_set_visible (GTK_WIDGET (self->obstacle), failure != NULL || error != NULL);
  if (code == self->fix_code)
    return;
  self->fix_code = code;
  fix = code != NULL ? postino_finding_fix_make_button (code) : NULL;
  if (fix != NULL)
    make_shrinkable (GTK_BUTTON (fix));
  adw_bin_set_child (self->fix, fix);
}

static gboolean
is_subject_known (PostinoSendStep *self)
{
  return self->seen_subject != NULL
         || postino_preview_source_get_error (self->preview, NULL) != NULL;
}

static void
show_subject (PostinoSendStep *self)
{
  const char *written = postino_draft_get_subject (self->draft);
  const char *subject = self->seen_subject;
  gboolean differs = strstr (written, "{{") != NULL || strstr (written, "{%") != NULL;
  g_autofree char *title = NULL;

  if (!differs)
    title = g_strdup (_("Subject"));
  else if (self->contact == NULL)
    title = g_strdup (_("Subject, without anybody’s data"));
  else
    title = g_strdup_printf (_("Subject, as %s gets it"), self->contact);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->subject), title);
  adw_action_row_set_subtitle (self->subject, subject == NULL    ? "–"
                                              : *subject == '\0' ? _("None yet")
                                                                 : subject);
}

static void
show_button (PostinoSendStep *self)
{
  g_autofree char *label = postino_draft_words_send (count_ready (self));
  gboolean waits = is_later (self);
  gboolean is_past = waits && postino_moment_row_get_us (self->moment) <= g_get_real_time ();

  gtk_button_set_label (self->send, label);
  make_shrinkable (self->send);
  gtk_widget_set_sensitive (GTK_WIDGET (self->moment), waits);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->moment),
                               is_past ? _("This time has passed") : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->send),
                            postino_draft_is_draft (self->draft) && !is_past && is_subject_known (self)
                            && postino_draft_check_is_current (self->check)
                            && postino_draft_check_get_failure (self->check) == NULL
                            && postino_draft_check_get_error (self->check) == NULL);
}

/* Whoever comes back to this step finds what stood there, until it is rendered again. */
static void
rendered_cb (PostinoSendStep *self)
{
  const PostinoRenderedParts *parts = postino_preview_source_get_parts (self->preview);

  if (parts != NULL)
    {
      g_free (self->seen_subject);
      self->seen_subject = g_strdup (parts->subject);
    }
  show_subject (self);
  show_button (self);
}

static void
show_text (AdwActionRow *row,
           const char   *text,
           gboolean      hides)
{
  adw_action_row_set_subtitle (row, *text != '\0' ? text : _("None yet"));
  gtk_widget_set_visible (GTK_WIDGET (row), *text != '\0' || !hides);
}

static void
show_summary (PostinoSendStep *self)
{
  g_autofree char *to = postino_draft_words_lists (self->session, self->draft,
                                                   POSTINO_LIST_USE_INCLUDE);
  g_autofree char *left_out = postino_draft_words_left_out (postino_draft_check_get_count (self->check));
  g_autofree char *sender = postino_draft_words_sender (self->session, self->draft);
  g_autofree char *servers = postino_draft_words_servers (self->session, self->draft);

  show_text (self->to, to, FALSE);
  show_text (self->left_out, left_out, TRUE);
  show_text (self->sender, sender, FALSE);
  show_subject (self);
  show_text (self->servers, servers, FALSE);
}

static void
show_all (PostinoSendStep *self)
{
  for (gsize i = 0; i < N_CHECKED_STEPS; i++)
    show_step (self, i);
  show_summary (self);
  show_obstacle (self);
  show_button (self);
}

static void
when_changed_cb (PostinoSendStep *self)
{
  if (self->draft != NULL)
    show_button (self);
}

/* ---- the last question ---- */

static void
answered_cb (PostinoSendStep *self,
             const char      *response)
{
  gint64 start_at_us = is_later (self)
                         ? postino_moment_row_get_us (self->moment)
                         : 0;

  if (strcmp (response, "send") != 0)
    return;
  postino_draft_content_save_now (self->content);
  postino_wish_want (GTK_WIDGET (self), self->session, postino_draft_get_id (self->draft),
                     POSTINO_WANTED_RUN, FALSE, start_at_us);
}

/* Yours. */
static char *
describe_sending (PostinoSendStep *self)
{
  g_autofree char *to = postino_draft_words_lists (self->session, self->draft,
                                                   POSTINO_LIST_USE_INCLUDE);
  g_autofree char *left_out = postino_draft_words_left_out (postino_draft_check_get_count (self->check));
  g_autofree char *sender = postino_draft_words_sender (self->session, self->draft);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _("Subject: %s"), self->seen_subject != NULL ? self->seen_subject : "–");
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _("Sender: %s"), sender);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _("Lists: %s"), to);
  if (*left_out != '\0')
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Left out: %s"), left_out);
    }
  if (is_later (self))
    {
      g_autofree char *when = postino_figure_moment (postino_moment_row_get_us (self->moment));

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Begins: %s"), when);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
send_cb (PostinoSendStep *self)
{
  g_autofree char *count = postino_figure_count (count_ready (self));
  g_autofree char *body = describe_sending (self);
  g_autofree char *heading = g_strdup_printf (ngettext ("Send to %s Person?", "Send to %s People?",
                                                        (gulong) count_ready (self)),
                                              count);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "send",
                                    is_later (self) ? _("Sche_dule")
                                                                              : _("_Send"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "send",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "send");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- the step ---- */

static void
postino_send_step_map (GtkWidget *widget)
{
  PostinoSendStep *self = POSTINO_SEND_STEP (widget);

  GTK_WIDGET_CLASS (postino_send_step_parent_class)->map (widget);
  if (self->preview != NULL)
    postino_preview_source_set_draft (self->preview, self->content);
}

static void
postino_send_step_unmap (GtkWidget *widget)
{
  PostinoSendStep *self = POSTINO_SEND_STEP (widget);

  if (self->preview != NULL)
    postino_preview_source_set_draft (self->preview, NULL);
  GTK_WIDGET_CLASS (postino_send_step_parent_class)->unmap (widget);
}

static void
postino_send_step_dispose (GObject *object)
{
  PostinoSendStep *self = POSTINO_SEND_STEP (object);

  if (self->preview != NULL)
    g_signal_handlers_disconnect_by_data (self->preview, self);
  g_clear_object (&self->preview);
  if (self->draft != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->draft, self);
      g_signal_handlers_disconnect_by_data (self->check, self);
    }
  g_clear_object (&self->draft);
  g_clear_object (&self->check);
  g_clear_object (&self->content);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_send_step_parent_class)->dispose (object);
}

static void
postino_send_step_finalize (GObject *object)
{
  g_free (POSTINO_SEND_STEP (object)->contact);
  g_free (POSTINO_SEND_STEP (object)->seen_subject);
  G_OBJECT_CLASS (postino_send_step_parent_class)->finalize (object);
}

static void
postino_send_step_class_init (PostinoSendStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_send_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_send_step_finalize;
  widget_class->map = postino_send_step_map;
  widget_class->unmap = postino_send_step_unmap;
  g_type_ensure (POSTINO_TYPE_MOMENT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/send-step.ui");
  for (gsize i = 0; i < N_CHECKED_STEPS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, checked_steps[i].step, FALSE,
                                               G_STRUCT_OFFSET (PostinoSendStep, steps)
                                               + (gssize) (i * sizeof (AdwActionRow *)));
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, to);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, left_out);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, sender);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, subject);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, servers);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, now);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, moment);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, send);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, obstacle);
  gtk_widget_class_bind_template_child (widget_class, PostinoSendStep, fix);
  gtk_widget_class_bind_template_callback (widget_class, when_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
}

static void
postino_send_step_init (PostinoSendStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_send_step_bind (PostinoSendStep     *self,
                        PostinoSession      *session,
                        PostinoDraft        *draft,
                        PostinoDraftCheck   *check,
                        PostinoDraftContent *content)
{
  self->session = g_object_ref (session);
  self->draft = g_object_ref (draft);
  self->check = g_object_ref (check);
  self->content = g_object_ref (content);
  self->preview = postino_preview_source_new (session);
  postino_preview_source_set_contact (self->preview, self->contact);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    postino_preview_source_set_draft (self->preview, content);
  g_signal_connect_swapped (self->preview, "changed", G_CALLBACK (rendered_cb), self);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (show_all), self);
  g_signal_connect_swapped (check, "checked", G_CALLBACK (show_all), self);
  g_signal_connect_swapped (check, "notify::is-current", G_CALLBACK (show_button), self);
  show_all (self);
}

void
postino_send_step_set_contact (PostinoSendStep *self,
                               const char      *key)
{
  if (g_strcmp0 (self->contact, key) == 0)
    return;
  g_free (self->contact);
  self->contact = g_strdup (key);
  if (self->preview != NULL)
    postino_preview_source_set_contact (self->preview, key);
}
