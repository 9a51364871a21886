/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person said, in plain words: what must not be done comes first, then one row a purpose with
 * where the consent comes from. A refusal of the law's kind (unsubscribed, complained) has no button
 * that would only say no: its button says why. */

#include "gui/contacts/person-permission.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "gui/contacts/consent-dialog.h"
#include "gui/contacts/contact-edit.h"
#include "gui/contacts/exclusion-dialog.h"
#include "gui/widgets/figures.h"

/* What a button of a row is about. */
typedef struct {
  PostinoSession *session;
  gint64 contact;
  guint purpose;
  char *key;
  PostinoSuppressionReason reason;
} Target;

static void
free_target (gpointer  data,
             GClosure *closure)
{
  Target *target = data;

  g_object_unref (target->session);
  g_free (target->key);
  g_free (target);
}

static Target *
make_target (PostinoSession      *session,
             const PostinoPerson *person)
{
  Target *target = g_new0 (Target, 1);

  target->session = g_object_ref (session);
  target->contact = person->id;
  return target;
}

static GtkWidget *
add_row (GtkListBox *list,
         const char *title,
         const char *subtitle,
         const char *button,
         GCallback   clicked,
         Target     *target)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_button_new_with_mnemonic (button);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (widget, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  g_signal_connect_data (widget, "clicked", clicked, target, free_target, 0);
  gtk_list_box_append (list, row);
  return row;
}

/* ---- exclusions ---- */

static void
lift_cb (GtkWidget *button,
         Target    *target)
{
  postino_exclusion_ask_to_lift (button, target->session, target->key, target->reason);
}

static void
add_suppression (GtkListBox               *list,
                 PostinoSession           *session,
                 const PostinoPerson      *person,
                 const PostinoSuppression *suppression)
{
  gboolean may_lift = suppression->reason == POSTINO_SUPPRESSION_MANUAL
                      || suppression->reason == POSTINO_SUPPRESSION_HARD_BOUNCE;
  g_autofree char *since = postino_figure_moment (suppression->at_us);
  g_autofree char *title = postino_figure_capitalize (postino_suppression_reason_describe (suppression->reason));
  g_autofree char *subtitle = suppression->note != NULL
                              ? g_strdup_printf (_("Since %s: %s"), since, suppression->note)
                              : g_strdup_printf (_("Since %s"), since);
  Target *target = make_target (session, person);
  GtkWidget *row;

  target->key = g_strdup (suppression->key);
  target->reason = suppression->reason;
  row = add_row (list, title, subtitle, may_lift ? _("_Lift…") : _("_Why?"), G_CALLBACK (lift_cb),
                 target);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("action-unavailable-symbolic"));
}

static void
exclude_cb (GtkWidget *button,
            Target    *target)
{
  postino_exclusion_ask_why (button, target->session, target->key);
}

static void
add_exclusions (GtkListBox          *list,
                PostinoSession      *session,
                const PostinoPerson *person)
{
  gboolean any = FALSE;
  Target *target;

  for (guint i = 0; i < person->suppressions->len; i++)
    {
      const PostinoSuppression *suppression = person->suppressions->pdata[i];

      if (suppression->lifted_us != 0)
        continue;
      add_suppression (list, session, person, suppression);
      any = TRUE;
    }
  if (any)
    return;
  target = make_target (session, person);
  target->key = g_strdup (person->contact->key);
  if (person->suppressed != POSTINO_SUPPRESSION_NONE)
    add_row (list, _("The whole domain is excluded"),
             postino_suppression_reason_describe (person->suppressed), _("_Exclude…"),
             G_CALLBACK (exclude_cb), target);
  else
    add_row (list, _("Not excluded"), _("No opt-out, complaint or bounce stands in the way"),
             _("_Exclude…"), G_CALLBACK (exclude_cb), target);
}

/* ---- consents ---- */

static void
give_cb (GtkWidget *button,
         Target    *target)
{
  postino_consent_dialog_present (button, target->session, target->contact, target->purpose);
}

static void
withdraw_cb (GtkWidget *button,
             Target    *target)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_WITHDRAW_CONSENT, .contact = target->contact,
                       .purposes = target->purpose };

  postino_edit_write (button, target->session, &edit, NULL);
}

/* "12/11/2026 10:00, paper: “Yes, send me news”". Yours. */
static char *
describe_consent (const PostinoConsent *consent)
{
  g_autofree char *when = NULL;
  GString *text;

  if (consent == NULL)
    return g_strdup (_("Never said"));
  when = postino_figure_moment (consent->at_us);
  text = g_string_new (NULL);
  if (consent->given && consent->at_us == consent->recorded_us) /* when they gave it nobody said */
    g_string_printf (text, _("Recorded on %s"), when);
  else
    g_string_printf (text, consent->given ? _("Given on %s") : _("Withdrawn on %s"), when);
  if (consent->source != NULL)
    g_string_append_printf (text, ", %s", consent->source);
  else if (consent->how != NULL)
    g_string_append_printf (text, ", %s", postino_exclusion_describe_source (consent->how));
  if (consent->words != NULL)
    g_string_append_printf (text, _(": “%s”"), consent->words);
  return g_string_free (text, FALSE);
}

static void
add_consents (GtkListBox          *list,
              PostinoSession      *session,
              const PostinoPerson *person)
{
  static const char *const titles[POSTINO_N_PURPOSES] = {
    N_("Newsletter"), N_("Opens and clicks by name"), N_("Profiling"),
  };

  for (int i = 0; i < POSTINO_N_PURPOSES; i++)
    {
      const PostinoConsent *consent = person->consents[i];
      gboolean given = consent != NULL && consent->given;
      g_autofree char *subtitle = describe_consent (consent);
      Target *target = make_target (session, person);
      GtkWidget *row;

      target->purpose = 1 << i;
      row = add_row (list, _(titles[i]), subtitle, given ? _("_Withdraw") : _("_Record…"),
                     given ? G_CALLBACK (withdraw_cb) : G_CALLBACK (give_cb), target);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name (given ? "emblem-ok-symbolic"
                                                                     : "window-minimize-symbolic"));
    }
}

void
postino_person_permission_fill (GtkListBox          *list,
                                PostinoSession      *session,
                                const PostinoPerson *person)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
  add_exclusions (list, session, person);
  add_consents (list, session, person);
}

char *
postino_person_permission_describe (const PostinoPerson *person)
{
  if (person->suppressed != POSTINO_SUPPRESSION_NONE)
    return g_strdup_printf (_("Must not be mailed: %s"),
                            postino_suppression_reason_describe (person->suppressed));
  if ((person->contact->consent & POSTINO_PURPOSE_NEWSLETTER) != 0)
    return g_strdup (_("May get the newsletter"));
  return g_strdup (_("Has not agreed to the newsletter"));
}
