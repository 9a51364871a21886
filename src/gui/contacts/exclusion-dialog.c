/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Excluding and lifting, asked in plain words. What may be lifted is decided in one place,
 * suppression-table; here is only what to say beforehand, so that nobody is asked for a reason that
 * will not count. */

#include "gui/contacts/exclusion-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "gui/contacts/contact-edit.h"
#include "gui/widgets/text-dialog.h"
#include "gui/shell/toast.h"

typedef struct {
  PostinoSession *session;
  char *key;
} Target;

static Target *
make_target (PostinoSession *session,
             const char     *key)
{
  Target *target = g_new0 (Target, 1);

  target->session = g_object_ref (session);
  target->key = g_strdup (key);
  return target;
}

static void
free_target (gpointer data)
{
  Target *target = data;

  g_object_unref (target->session);
  g_free (target->key);
  g_free (target);
}

/* ---- lifting ---- */

static void
lifted_cb (GtkWidget    *from,
           gint64        made,
           const GError *error)
{
  if (error != NULL)
    postino_toast_fail (from, error);
  else
    postino_toast_say (from, _("May be mailed again; the reason is kept"));
}

static void
lift_cb (GtkWidget  *from,
         const char *why,
         gpointer    data)
{
  const Target *target = data;
  PostinoEdit edit = { .verb = POSTINO_EDIT_LIFT, .name = target->key, .text = why };

  postino_edit_write (from, target->session, &edit, lifted_cb);
}

static void
explain (GtkWidget  *from,
         const char *key,
         const char *format)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (from)),
                                              _("This Cannot Be Lifted"), NULL);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), format, key);
#pragma GCC diagnostic pop
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
postino_exclusion_ask_to_lift (GtkWidget               *from,
                               PostinoSession          *session,
                               const char              *key,
                               PostinoSuppressionReason reason)
{
  g_autofree char *body = NULL;

  switch (reason)
    {
    case POSTINO_SUPPRESSION_COMPLAINT:
      explain (from, key, _("“%s” told their provider that a message was spam. Mailing them again would harm everything you send, so a complaint is never lifted."));
      return;
    case POSTINO_SUPPRESSION_UNSUBSCRIBED:
      explain (from, key, _("“%s” unsubscribed, and that holds. Only they can change it, by signing up again and confirming it by mail."));
      return;
    case POSTINO_SUPPRESSION_NONE:
    case POSTINO_SUPPRESSION_HARD_BOUNCE:
    case POSTINO_SUPPRESSION_MANUAL:
      break;
    }
  body = g_strdup_printf (_("Say why “%s” may be mailed again. The reason is kept."), key);
  postino_text_dialog_ask (from, _("Lift the Exclusion?"), body, _("Reason"), NULL, _("_Lift"),
                           lift_cb, make_target (session, key), free_target);
}

/* ---- adding ---- */

static void
excluded_cb (GtkWidget    *from,
             gint64        made,
             const GError *error)
{
  if (error != NULL)
    postino_toast_fail (from, error);
  else
    postino_toast_say (from, _("Excluded: no campaign goes there any more"));
}

static void
why_cb (GtkWidget  *from,
        const char *why,
        gpointer    data)
{
  const Target *target = data;
  PostinoEdit edit = { .verb = POSTINO_EDIT_EXCLUDE, .name = target->key, .text = why };

  postino_edit_write (from, target->session, &edit, excluded_cb);
}

void
postino_exclusion_ask_why (GtkWidget      *from,
                           PostinoSession *session,
                           const char     *key)
{
  g_autofree char *body = g_strdup_printf (_("No campaign goes to “%s” any more. Say why: the reason is kept."),
                                           key);

  postino_text_dialog_ask (from, _("Exclude?"), body, _("Reason"), NULL, _("_Exclude"), why_cb,
                           make_target (session, key), free_target);
}

static void
key_cb (GtkWidget  *from,
        const char *typed,
        gpointer    data)
{
  const Target *target = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = postino_suppression_parse_key (typed, &error);

  if (key == NULL)
    postino_toast_fail (from, error);
  else
    postino_exclusion_ask_why (from, target->session, key);
}

void
postino_exclusion_ask_to_add (GtkWidget      *from,
                              PostinoSession *session)
{
  postino_text_dialog_ask (from, _("Exclude an Address"),
                           _("An address, or a whole domain as “@example.org”."),
                           _("Address or @domain"), NULL, _("_Next"), key_cb,
                           make_target (session, NULL), free_target);
}

/* ---- words ---- */

const char *
postino_exclusion_describe_source (const char *source)
{
  static const struct {
    const char *code;
    const char *words;
  } sources[] = {
    { "link", N_("link in a message") },
    { "one-click", N_("button of their mail program") },
    { "mailto", N_("by mail") },
    { "import", N_("import") },
    { "cli", N_("command line") },
    { "smtp", N_("answer of the server") },
    { "by hand", N_("by hand") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      if (g_str_equal (sources[i].code, source))
        return _(sources[i].words);
    }
  return source;
}
