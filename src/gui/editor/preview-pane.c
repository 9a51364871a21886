/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what preview-source has rendered last. An error is the editor's to tell; here the last good
 * newsletter simply stays. */

#include "gui/editor/preview-pane.h"

#include <glib/gi18n-lib.h>

#include "gui/editor/contact-chooser.h"
#include "gui/editor/preview.h"
#include "gui/widgets/banner.h"

/* A newsletter of the usual 600 pixels with the margins a mail client leaves: at 600 itself the rules
 * for narrow screens (max-width: 600px) would act. */
enum { DESKTOP_WIDTH = 640, PHONE_WIDTH = 375 };

enum { OPENING_CHARS = 140 }; /* of the text, shown where there is no preheader */

struct _PostinoPreviewPane {
  AdwBin parent_instance;

  PostinoContactChooser *chooser;
  GtkToggleButton *phone;
  GtkToggleButton *as_text;
  GtkToggleButton *images;
  AdwAvatar *avatar;
  GtkLabel *sender;
  GtkLabel *subject;
  GtkLabel *preheader;
  PostinoBanner *trouble;
  GtkStack *stack;
  PostinoPreview *preview;
  GtkTextBuffer *text;
  GtkRevealer *link_revealer;
  GtkLabel *link;

  PostinoPreviewSource *source;
  char *shown;      /* the HTML handed to `preview` last */
  char *shown_text; /* what is in `text` */
};

G_DEFINE_FINAL_TYPE (PostinoPreviewPane, postino_preview_pane, ADW_TYPE_BIN)

/* What an inbox shows behind the subject: without a preheader, how the newsletter begins. Yours. */
static char *
build_second_line (const PostinoRenderedParts *parts)
{
  g_autofree char *opening = NULL;
  g_auto (GStrv) words = NULL;

  if (parts->preheader != NULL)
    return g_strdup (parts->preheader);
  opening = g_utf8_substring (parts->text, 0, MIN (g_utf8_strlen (parts->text, -1), OPENING_CHARS));
  words = g_strsplit_set (g_strstrip (opening), " \n", -1);
  return g_strjoinv (" ", words);
}

static void
set_label (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), *text != '\0' ? text : NULL);
}

static void
show_inbox_line (PostinoPreviewPane         *self,
                 const PostinoRenderedParts *parts)
{
  const char *sender = postino_preview_source_get_sender (self->source);
  g_autofree char *second = build_second_line (parts);

  set_label (self->sender, sender != NULL ? sender : _("No sender chosen yet"));
  adw_avatar_set_text (self->avatar, sender != NULL ? sender : "");
  set_label (self->subject, *parts->subject != '\0' ? parts->subject : _("No subject yet"));
  set_label (self->preheader, second);
}

/* A long text takes the buffer longer than a key should: only while it is looked at. */
static void
show_text (PostinoPreviewPane         *self,
           const PostinoRenderedParts *parts)
{
  if (!gtk_toggle_button_get_active (self->as_text) || g_strcmp0 (self->shown_text, parts->text) == 0)
    return;
  g_free (self->shown_text);
  self->shown_text = g_strdup (parts->text);
  gtk_text_buffer_set_text (self->text, parts->text, -1);
}

/* Another draft, not rendered yet: the one before must not stand for it. */
static void
show_nothing (PostinoPreviewPane *self)
{
  set_label (self->sender, "");
  set_label (self->subject, "");
  set_label (self->preheader, "");
  adw_avatar_set_text (self->avatar, "");
  g_clear_pointer (&self->shown_text, g_free);
  gtk_text_buffer_set_text (self->text, "", 0);
  if (self->shown != NULL)
    postino_preview_show (self->preview, "");
  g_clear_pointer (&self->shown, g_free);
}

static void
show_parts (PostinoPreviewPane *self)
{
  const PostinoRenderedParts *parts = postino_preview_source_get_parts (self->source);

  if (parts == NULL)
    {
      show_nothing (self);
      return;
    }
  show_inbox_line (self, parts);
  show_text (self, parts);
  if (g_strcmp0 (self->shown, parts->html) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (parts->html);
  postino_preview_show (self->preview, parts->html);
}

static void
chosen_cb (PostinoPreviewPane *self)
{
  postino_preview_source_set_contact (self->source, postino_contact_chooser_get_key (self->chooser));
}

static void
phone_cb (PostinoPreviewPane *self)
{
  gboolean is_phone = gtk_toggle_button_get_active (self->phone);

  postino_preview_set_page_width (self->preview, is_phone ? PHONE_WIDTH : DESKTOP_WIDTH);
}

static void
as_text_cb (PostinoPreviewPane *self)
{
  gboolean is_text = gtk_toggle_button_get_active (self->as_text);

  gtk_stack_set_visible_child_name (self->stack, is_text ? "text" : "html");
  gtk_widget_set_sensitive (GTK_WIDGET (self->images), !is_text);
  if (self->source != NULL)
    show_parts (self);
}

static void
images_cb (PostinoPreviewPane *self)
{
  postino_preview_set_remote_images (self->preview, gtk_toggle_button_get_active (self->images));
}

static void
trouble_cb (PostinoPreviewPane *self)
{
  postino_banner_set_trouble (self->trouble, postino_preview_get_trouble (self->preview));
}

static void
link_cb (PostinoPreviewPane *self)
{
  g_autofree char *address = NULL;

  g_object_get (self->preview, "link", &address, NULL);
  if (address != NULL)
    gtk_label_set_label (self->link, address);
  gtk_revealer_set_reveal_child (self->link_revealer, address != NULL);
}

static void
postino_preview_pane_dispose (GObject *object)
{
  PostinoPreviewPane *self = POSTINO_PREVIEW_PANE (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (postino_preview_pane_parent_class)->dispose (object);
}

static void
postino_preview_pane_finalize (GObject *object)
{
  g_free (POSTINO_PREVIEW_PANE (object)->shown);
  g_free (POSTINO_PREVIEW_PANE (object)->shown_text);
  G_OBJECT_CLASS (postino_preview_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, chooser);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, phone);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, as_text);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, images);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, avatar);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, sender);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, subject);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, preheader);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, trouble);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, preview);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, text);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, link_revealer);
  gtk_widget_class_bind_template_child (widget_class, PostinoPreviewPane, link);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, images_cb);
  gtk_widget_class_bind_template_callback (widget_class, trouble_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_cb);
}

static void
postino_preview_pane_class_init (PostinoPreviewPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_preview_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_preview_pane_finalize;

  g_type_ensure (POSTINO_TYPE_CONTACT_CHOOSER);
  g_type_ensure (POSTINO_TYPE_PREVIEW);
  g_type_ensure (POSTINO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/preview-pane.ui");
  bind_template (widget_class);
}

static void
postino_preview_pane_init (PostinoPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  phone_cb (self);
}

void
postino_preview_pane_set_source (PostinoPreviewPane   *self,
                                 PostinoPreviewSource *source,
                                 PostinoStore         *store)
{
  g_return_if_fail (POSTINO_IS_PREVIEW_PANE (self) && self->source == NULL);

  self->source = g_object_ref (source);
  g_signal_connect_swapped (source, "changed", G_CALLBACK (show_parts), self);
  postino_contact_chooser_set_store (self->chooser, store);
  show_parts (self);
}

const char *
postino_preview_pane_get_contact (PostinoPreviewPane *self)
{
  g_return_val_if_fail (POSTINO_IS_PREVIEW_PANE (self), NULL);

  return postino_contact_chooser_get_key (self->chooser);
}
