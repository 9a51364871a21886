/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An empty "text" of the draft means: made from the HTML. That text is shown too, but cannot be
 * written in; to do so is to take it over, and then it is the author's to keep it true. Made anew
 * only while it can be seen: it takes some milliseconds. */

#include "gui/editor/text-part.h"

#include <glib/gi18n-lib.h>

#include "content/html-text.h"
#include "gui/shell/toast.h"

struct _PostinoTextPart {
  AdwBin parent_instance;

  GtkLabel *explanation;
  GtkButton *button;
  PostinoSource *source;

  PostinoDraftContent *draft; /* or NULL */
};

G_DEFINE_FINAL_TYPE (PostinoTextPart, postino_text_part, ADW_TYPE_BIN)

static gboolean
is_own (PostinoTextPart *self)
{
  return self->draft != NULL && *postino_draft_content_get_text (self->draft) != '\0';
}

static void
show_text (PostinoTextPart *self)
{
  g_autofree char *made = NULL;

  if (self->draft == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!is_own (self))
    made = postino_html_to_text (postino_draft_content_get_html (self->draft));
  postino_source_set_text (self->source, made != NULL ? made
                                                      : postino_draft_content_get_text (self->draft));
}

static void
update (PostinoTextPart *self)
{
  gboolean own = is_own (self);
  gboolean is_editable = self->draft != NULL && postino_draft_content_is_editable (self->draft);

  gtk_label_set_label (self->explanation,
                       own ? _("Your own text. It no longer follows the HTML.")
                           : _("Made from the HTML by itself, for readers without HTML."));
  gtk_button_set_label (self->button, own ? _("Make It from the HTML") : _("Write My Own"));
  gtk_widget_set_visible (GTK_WIDGET (self->button), is_editable);
  postino_source_set_editable (self->source, own && is_editable);
  show_text (self);
}

static void
draft_cb (PostinoTextPart *self,
          GParamSpec      *pspec)
{
  if (g_str_equal (pspec->name, "html") && !is_own (self))
    show_text (self);
  else if (g_str_equal (pspec->name, "text") || g_str_equal (pspec->name, "is-editable")
           || g_str_equal (pspec->name, "is-loaded"))
    update (self);
}

static void
changed_cb (PostinoTextPart *self)
{
  g_autofree char *text = NULL;

  if (!is_own (self))
    return;
  text = postino_source_dup_text (self->source);
  postino_draft_content_set_text (self->draft, text);
}

typedef struct {
  PostinoDraftContent *draft;
  char *text;
} Undo;

static void
undo_cb (gpointer data)
{
  const Undo *undo = data;

  postino_draft_content_set_text (undo->draft, undo->text);
}

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->draft);
  g_free (undo->text);
  g_free (undo);
}

static void
make_it (PostinoTextPart *self)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->draft = g_object_ref (self->draft);
  undo->text = g_strdup (postino_draft_content_get_text (self->draft));
  postino_draft_content_set_text (self->draft, "");
  postino_toast_offer (GTK_WIDGET (self), _("The text is made from the HTML again"), _("Undo"), undo_cb,
                       undo, free_undo);
}

/* A newsletter without words gives an empty text, which cannot be taken over: a line to begin with. */
static void
take_over (PostinoTextPart *self)
{
  g_autofree char *made = postino_html_to_text (postino_draft_content_get_html (self->draft));

  postino_draft_content_set_text (self->draft, *made != '\0' ? made : "\n");
  gtk_widget_grab_focus (GTK_WIDGET (self->source));
}

static void
button_cb (PostinoTextPart *self)
{
  if (is_own (self))
    make_it (self);
  else
    take_over (self);
}

static void
postino_text_part_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (postino_text_part_parent_class)->map (widget);
  show_text (POSTINO_TEXT_PART (widget));
}

static void
drop_draft (PostinoTextPart *self)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
}

static void
postino_text_part_dispose (GObject *object)
{
  drop_draft (POSTINO_TEXT_PART (object));
  G_OBJECT_CLASS (postino_text_part_parent_class)->dispose (object);
}

static void
postino_text_part_class_init (PostinoTextPartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_text_part_dispose;
  widget_class->map = postino_text_part_map;

  g_type_ensure (POSTINO_TYPE_SOURCE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/text-part.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoTextPart, explanation);
  gtk_widget_class_bind_template_child (widget_class, PostinoTextPart, button);
  gtk_widget_class_bind_template_child (widget_class, PostinoTextPart, source);
  gtk_widget_class_bind_template_callback (widget_class, button_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
postino_text_part_init (PostinoTextPart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_text_part_set_draft (PostinoTextPart     *self,
                             PostinoDraftContent *draft)
{
  g_return_if_fail (POSTINO_IS_TEXT_PART (self));

  if (self->draft == draft)
    return;
  drop_draft (self);
  if (draft != NULL)
    {
      self->draft = g_object_ref (draft);
      g_signal_connect_swapped (draft, "notify", G_CALLBACK (draft_cb), self);
    }
  update (self);
}

PostinoSource *
postino_text_part_get_source (PostinoTextPart *self)
{
  return self->source;
}
