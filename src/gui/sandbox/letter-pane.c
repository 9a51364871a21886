/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one message. It is a stranger's as far as the program knows (any program on this machine can
 * send to the sandbox), so it goes through the same shielded preview as a newsletter being written.
 *
 * Images from the network are asked for message by message: loading them is what opens are counted
 * by. A link goes to the person's browser, and only when it is clicked: that is the click reports
 * count. */

#include "gui/sandbox/letter-pane.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gui/editor/preview.h"
#include "gui/shell/toast.h"
#include "gui/widgets/banner.h"

/* As in the editor's preview. */
enum { DESKTOP_WIDTH = 640, PHONE_WIDTH = 375 };

struct _PostinoLetterPane {
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *subject;
  GtkLabel *from;
  GtkLabel *to;
  PostinoBanner *images;
  PostinoBanner *trouble;
  GtkStack *stack;
  PostinoPreview *preview;
  GtkTextView *text;
  AdwStatusPage *missing;
  GtkRevealer *link_revealer;
  GtkLabel *link;

  PostinoSandboxLetter *letter; /* or NULL */
  char *shown;
};

typedef enum {
  PROP_SHOWN = 1,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoLetterPane, postino_letter_pane, ADW_TYPE_BIN)

static gboolean
is_page (PostinoLetterPane *self)
{
  return g_str_equal (self->shown, "html") || g_str_equal (self->shown, "phone");
}

static void
set_line (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), *text != '\0' ? text : NULL);
}

/* What is shown as text; NULL: the message has none. Borrowed. */
static const char *
get_text (PostinoLetterPane *self)
{
  if (g_str_equal (self->shown, "headers"))
    return self->letter->headers;
  if (g_str_equal (self->shown, "source"))
    return self->letter->source;
  return self->letter->text;
}

static void
show_missing (PostinoLetterPane *self)
{
  adw_status_page_set_title (self->missing,
                             is_page (self) ? _("No HTML Part") : _("No Plain-Text Part"));
  adw_status_page_set_description (self->missing,
                                   is_page (self) ? _("This message is plain text only.")
                                                  : _("This message is HTML only."));
  gtk_stack_set_visible_child_name (self->stack, "missing");
}

static void
show_text (PostinoLetterPane *self)
{
  const char *text = get_text (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;

  if (text == NULL)
    {
      show_missing (self);
      return;
    }
  gtk_text_buffer_set_text (buffer, text, -1);
  if (g_str_equal (self->shown, "source") && self->letter->source_is_cut)
    {
      GtkTextIter end;

      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_buffer_insert (buffer, &end, "\n…\n", -1);
    }
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_to_iter (self->text, &start, 0, TRUE, 0, 0);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_images_offer (PostinoLetterPane *self)
{
  gboolean shows_images = FALSE;

  g_object_get (self->preview, "remote-images", &shows_images, NULL);
  postino_banner_set_trouble (self->images,
                              self->letter != NULL && self->letter->has_remote_images && is_page (self)
                                  && !shows_images
                                ? _("Pictures from the network are not loaded: loading them counts as an open.")
                                : NULL);
}

static void
show_part (PostinoLetterPane *self)
{
  postino_preview_set_page_width (self->preview,
                                  g_str_equal (self->shown, "phone") ? PHONE_WIDTH : DESKTOP_WIDTH);
  show_images_offer (self);
  if (self->letter == NULL)
    return;
  if (!is_page (self))
    show_text (self);
  else if (self->letter->html == NULL)
    show_missing (self);
  else
    gtk_stack_set_visible_child_name (self->stack, "html");
}

/* "Ann <ann@example.org>" → "Ann ", for the initials. Yours. */
static char *
dup_name (const char *from)
{
  return g_strndup (from, *from != '<' ? strcspn (from, "<") : strlen (from));
}

static void
show_envelope (PostinoLetterPane *self,
               const char        *recipient)
{
  const PostinoSandboxLetter *letter = self->letter;
  const char *to = *letter->to != '\0' ? letter->to : recipient;
  /* Translators: who a message is for. */
  g_autofree char *line = g_strdup_printf (_("To: %s"), to);
  g_autofree char *name = dup_name (letter->from);

  set_line (self->subject, *letter->subject != '\0' ? letter->subject : _("No subject"));
  set_line (self->from, *letter->from != '\0' ? letter->from : _("No sender"));
  set_line (self->to, line);
  adw_avatar_set_text (self->avatar, name);
}

static void
load_images_cb (PostinoLetterPane *self)
{
  postino_preview_set_remote_images (self->preview, TRUE);
  show_images_offer (self);
}

static void
trouble_cb (PostinoLetterPane *self)
{
  postino_banner_set_trouble (self->trouble, postino_preview_get_trouble (self->preview));
}

static void
link_cb (PostinoLetterPane *self)
{
  g_autofree char *address = NULL;

  g_object_get (self->preview, "link", &address, NULL);
  if (address != NULL)
    gtk_label_set_label (self->link, address);
  gtk_revealer_set_reveal_child (self->link_revealer, address != NULL);
}

/* To the browser or mail program; file: and the like are nothing a newsletter may open. */
static void
link_clicked_cb (PostinoLetterPane *self,
                 const char        *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  static const char *const followed[] = { "http", "https", "mailto", NULL };

  if (scheme != NULL && g_strv_contains (followed, scheme))
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
  else
    postino_toast_say (GTK_WIDGET (self), _("This link leads to nothing a browser can open"));
}

static void
set_shown (PostinoLetterPane *self,
           const char        *shown)
{
  static const char *const known[] = { "html", "phone", "text", "headers", "source", NULL };

  if (shown == NULL || !g_strv_contains (known, shown) || g_strcmp0 (self->shown, shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (shown);
  show_part (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

static void
postino_letter_pane_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_SHOWN)
    g_value_set_string (value, POSTINO_LETTER_PANE (object)->shown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_letter_pane_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_SHOWN)
    set_shown (POSTINO_LETTER_PANE (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_letter_pane_finalize (GObject *object)
{
  PostinoLetterPane *self = POSTINO_LETTER_PANE (object);

  postino_sandbox_letter_free (self->letter);
  g_free (self->shown);
  G_OBJECT_CLASS (postino_letter_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, avatar);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, subject);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, from);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, to);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, images);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, trouble);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, preview);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, text);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, missing);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, link_revealer);
  gtk_widget_class_bind_template_child (widget_class, PostinoLetterPane, link);
  gtk_widget_class_bind_template_callback (widget_class, load_images_cb);
  gtk_widget_class_bind_template_callback (widget_class, trouble_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_clicked_cb);
}

static void
postino_letter_pane_class_init (PostinoLetterPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_letter_pane_get_property;
  object_class->set_property = postino_letter_pane_set_property;
  object_class->finalize = postino_letter_pane_finalize;
  properties[PROP_SHOWN] = g_param_spec_string ("shown", NULL, NULL, "html",
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PREVIEW);
  g_type_ensure (POSTINO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/sandbox/letter-pane.ui");
  bind_template (widget_class);
  gtk_widget_class_install_property_action (widget_class, "letter.show", "shown");
}

static void
postino_letter_pane_init (PostinoLetterPane *self)
{
  self->shown = g_strdup ("html");
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_letter_pane_take (PostinoLetterPane    *self,
                          PostinoSandboxLetter *letter,
                          const char           *recipient)
{
  g_return_if_fail (POSTINO_IS_LETTER_PANE (self));

  postino_sandbox_letter_free (self->letter);
  self->letter = letter;
  postino_preview_set_remote_images (self->preview, FALSE);
  if (letter == NULL)
    {
      show_images_offer (self);
      return;
    }
  show_envelope (self, recipient);
  postino_preview_show (self->preview, letter->html != NULL ? letter->html : "");
  show_part (self);
}
