/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are made anew after each check, and only if it found something else than before: whoever
 * is reading with the keyboard keeps their place. */

#include "gui/campaigns/check-step.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/finding-fix.h"

struct _PostinoCheckStep {
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *failed;
  AdwPreferencesGroup *groups[POSTINO_SEVERITY_INFO + 1];

  PostinoDraftCheck *check;
  GPtrArray *rows;  /* AdwActionRow, borrowed */
  char *shown;      /* what the rows say */
};

G_DEFINE_FINAL_TYPE (PostinoCheckStep, postino_check_step, ADW_TYPE_BIN)

static const struct {
  const char *icon_name;
  const char *css_class;
  const char *label; /* for who does not see the icon */
} severities[] = {
  { "dialog-error-symbolic", "error", N_("Error") },
  { "dialog-warning-symbolic", "warning", N_("Warning") },
  { "dialog-information-symbolic", "accent", N_("Note") },
};

/* The whole row leads to where it is put right: beside a button there is little room for a sentence. */
static void
add_way (GtkWidget               *row,
         const PostinoFindingFix *fix)
{
  if (fix == NULL || fix->label == NULL)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(fix->label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (row), fix->action);
}

static void
add_row (PostinoCheckStep     *self,
         const PostinoFinding *finding)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (severities[finding->severity].icon_name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->message);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, severities[finding->severity].css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(severities[finding->severity].label), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  add_way (row, postino_finding_fix_find (finding->code));
  adw_preferences_group_add (self->groups[finding->severity], row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (PostinoCheckStep *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];
      GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

/* Yours. */
static char *
describe (GPtrArray *findings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const PostinoFinding *finding = findings->pdata[i];

      g_string_append_printf (text, "%d %s %s\n", (int) finding->severity, finding->code,
                              finding->message);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_findings (PostinoCheckStep *self,
               GPtrArray        *findings)
{
  g_autofree char *text = describe (findings);
  gboolean has[POSTINO_SEVERITY_INFO + 1] = { FALSE };

  if (g_strcmp0 (text, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
      clear_rows (self);
      for (guint i = 0; i < findings->len; i++)
        add_row (self, findings->pdata[i]);
    }
  for (guint i = 0; i < findings->len; i++)
    has[((const PostinoFinding *) findings->pdata[i])->severity] = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (has); i++)
    gtk_widget_set_visible (GTK_WIDGET (self->groups[i]), has[i]);
  gtk_stack_set_visible_child_name (self->stack, findings->len > 0 ? "findings" : "good");
}

static void
checked_cb (PostinoCheckStep *self)
{
  const char *failure = postino_draft_check_get_failure (self->check);
  GPtrArray *findings = postino_draft_check_get_findings (self->check);
  g_autofree char *escaped = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;

  if (failure != NULL)
    {
      adw_status_page_set_description (self->failed, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
  else if (findings != NULL)
    show_findings (self, findings);
}

static void
postino_check_step_dispose (GObject *object)
{
  PostinoCheckStep *self = POSTINO_CHECK_STEP (object);

  if (self->check != NULL)
    g_signal_handlers_disconnect_by_data (self->check, self);
  g_clear_object (&self->check);
  G_OBJECT_CLASS (postino_check_step_parent_class)->dispose (object);
}

static void
postino_check_step_finalize (GObject *object)
{
  PostinoCheckStep *self = POSTINO_CHECK_STEP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);
  G_OBJECT_CLASS (postino_check_step_parent_class)->finalize (object);
}

static void
postino_check_step_class_init (PostinoCheckStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_check_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_check_step_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/check-step.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoCheckStep, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoCheckStep, failed);
  gtk_widget_class_bind_template_child_full (widget_class, "errors", FALSE,
                                             G_STRUCT_OFFSET (PostinoCheckStep, groups[0]));
  gtk_widget_class_bind_template_child_full (widget_class, "warnings", FALSE,
                                             G_STRUCT_OFFSET (PostinoCheckStep, groups[1]));
  gtk_widget_class_bind_template_child_full (widget_class, "notes", FALSE,
                                             G_STRUCT_OFFSET (PostinoCheckStep, groups[2]));
}

static void
postino_check_step_init (PostinoCheckStep *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_check_step_bind (PostinoCheckStep  *self,
                         PostinoDraftCheck *check)
{
  self->check = g_object_ref (check);
  g_signal_connect_swapped (check, "checked", G_CALLBACK (checked_cb), self);
  checked_cb (self);
}
