/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list is sent to, left out, or neither: choosing it on one side takes it from the other. */

#include "gui/campaigns/recipients-step.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "contacts/lists-table.h"
#include "gui/campaigns/choice-group.h"
#include "gui/widgets/figures.h"

struct _PostinoRecipientsStep {
  AdwBin parent_instance;

  PostinoChoiceGroup *included;
  PostinoChoiceGroup *excluded;
  GtkLabel *ready;
  GtkLabel *ready_words;
  GtkSpinner *spinner;
  GtkWidget *sums;
  AdwActionRow *total_row;
  AdwActionRow *excluded_row;
  AdwActionRow *suppressed_row;
  AdwActionRow *consent_row;
  GtkLabel *total;
  GtkLabel *excluded_count;
  GtkLabel *suppressed;
  GtkLabel *no_consent;

  GListModel *lists;
  PostinoDraft *draft;
  PostinoDraftCheck *check;
};

G_DEFINE_FINAL_TYPE (PostinoRecipientsStep, postino_recipients_step, ADW_TYPE_BIN)

static char *
describe_list (PostinoTableRow *row)
{
  const PostinoList *list = postino_table_row_get (row);
  g_autofree char *count = postino_figure_count (list->n_members);

  return g_strdup_printf (ngettext ("%s contact", "%s contacts", (gulong) list->n_members), count);
}

static guint
is_included (gint64   id,
             gpointer data)
{
  PostinoRecipientsStep *self = data;

  return postino_draft_get_list_use (self->draft, id) == POSTINO_LIST_USE_INCLUDE;
}

static guint
is_excluded (gint64   id,
             gpointer data)
{
  PostinoRecipientsStep *self = data;

  return postino_draft_get_list_use (self->draft, id) == POSTINO_LIST_USE_EXCLUDE;
}

static void
included_cb (PostinoRecipientsStep *self,
             gint64                 id,
             guint                  weight)
{
  postino_draft_use_list (self->draft, id,
                          weight > 0 ? POSTINO_LIST_USE_INCLUDE : POSTINO_LIST_USE_NONE);
}

static void
excluded_cb (PostinoRecipientsStep *self,
             gint64                 id,
             guint                  weight)
{
  postino_draft_use_list (self->draft, id,
                          weight > 0 ? POSTINO_LIST_USE_EXCLUDE : POSTINO_LIST_USE_NONE);
}

static void
show_count (GtkLabel     *label,
            AdwActionRow *row,
            gint64        n,
            gboolean      always)
{
  g_autofree char *text = postino_figure_count (n);

  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (row), always || n > 0);
}

static void
show_ready (PostinoRecipientsStep      *self,
            const PostinoAudienceCount *count)
{
  g_autofree char *text = postino_figure_count (count->ready);

  gtk_label_set_label (self->ready, text);
  gtk_label_set_label (self->ready_words,
                       postino_draft_count_lists (self->draft, POSTINO_LIST_USE_INCLUDE) == 0
                         ? _("Choose the lists to send to")
                         : ngettext ("person will receive it", "people will receive it",
                                     (gulong) count->ready));
}

static void
show_counts (PostinoRecipientsStep *self)
{
  const PostinoAudienceCount *count = postino_draft_check_get_count (self->check);
  gboolean is_current = postino_draft_check_is_current (self->check);

  gtk_spinner_set_spinning (self->spinner, !is_current);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !is_current);
  gtk_widget_set_visible (self->sums, count != NULL && count->total > 0);
  if (count == NULL)
    return;
  show_ready (self, count);
  show_count (self->total, self->total_row, count->total, TRUE);
  show_count (self->excluded_count, self->excluded_row, count->excluded, FALSE);
  show_count (self->suppressed, self->suppressed_row, count->suppressed, FALSE);
  show_count (self->no_consent, self->consent_row, count->no_consent, FALSE);
}

static void
draft_changed_cb (PostinoRecipientsStep *self)
{
  postino_choice_group_update (self->included);
  postino_choice_group_update (self->excluded);
  show_counts (self);
}

/* The contacts of the list whose consent is missing: of the only one chosen, else of all. */
static void
show_people_cb (PostinoRecipientsStep *self)
{
  gint64 only = 0;

  for (guint i = 0; postino_draft_count_lists (self->draft, POSTINO_LIST_USE_INCLUDE) == 1
                    && i < g_list_model_get_n_items (self->lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (self->lists, i);

      if (is_included (postino_table_row_get_id (row), self))
        only = postino_table_row_get_id (row);
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-list", "x", only);
}

static void
postino_recipients_step_dispose (GObject *object)
{
  PostinoRecipientsStep *self = POSTINO_RECIPIENTS_STEP (object);

  if (self->draft != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->draft, self);
      g_signal_handlers_disconnect_by_data (self->check, self);
    }
  g_clear_object (&self->draft);
  g_clear_object (&self->check);
  g_clear_object (&self->lists);
  G_OBJECT_CLASS (postino_recipients_step_parent_class)->dispose (object);
}

static void
postino_recipients_step_class_init (PostinoRecipientsStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_recipients_step_dispose;
  g_type_ensure (POSTINO_TYPE_CHOICE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/recipients-step.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, included);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, excluded);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, ready);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, ready_words);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, spinner);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, sums);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, total_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, excluded_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, suppressed_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, consent_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, total);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, excluded_count);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, suppressed);
  gtk_widget_class_bind_template_child (widget_class, PostinoRecipientsStep, no_consent);
  gtk_widget_class_bind_template_callback (widget_class, included_cb);
  gtk_widget_class_bind_template_callback (widget_class, excluded_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_people_cb);
}

static void
postino_recipients_step_init (PostinoRecipientsStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_recipients_step_bind (PostinoRecipientsStep *self,
                              PostinoSession        *session,
                              PostinoDraft          *draft,
                              PostinoDraftCheck     *check)
{
  PostinoRowList *lists = postino_session_get_lists (session);

  self->draft = g_object_ref (draft);
  self->check = g_object_ref (check);
  self->lists = g_object_ref (G_LIST_MODEL (lists));
  postino_choice_group_bind (self->included, lists, describe_list, is_included, self);
  postino_choice_group_bind (self->excluded, lists, describe_list, is_excluded, self);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  g_signal_connect_swapped (check, "checked", G_CALLBACK (show_counts), self);
  g_signal_connect_swapped (check, "notify::is-current", G_CALLBACK (show_counts), self);
  show_counts (self);
}
