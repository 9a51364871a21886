/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A toast belongs to the overlay its widget stands in; a dialog without one hands it to the window
 * it belongs to. Sentences are plain text: names of people and files stand in them, so nothing in
 * them is markup.
 *
 * An overlay shows one after the other, ten seconds each; who has just deleted something must not wait for
 * that. So the newest comes first, and takes the place of the last one of its kind: there is one Undo at
 * a time, of the last deed, and a sentence in between only puts it off. */

#include "gui/shell/toast.h"

#include <adwaita.h>

/* An Undo has to be read and reached. */
enum { OFFER_SECONDS = 10 };

/* How wide a sentence may be. */
enum { MOST_CHARS = 60, FEWEST_CHARS = 12 };

/* Kinds, as an overlay keeps them. */
#define SENTENCE "postino-sentence"
#define OFFER "postino-offer"

typedef struct {
  PostinoToastFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Offer;

static void
free_offer (gpointer  data,
            GClosure *closure)
{
  Offer *offer = data;

  if (offer->destroy != NULL)
    offer->destroy (offer->data);
  g_free (offer);
}

static void
button_cb (AdwToast *toast,
           gpointer  data)
{
  Offer *offer = data;

  offer->func (offer->data);
}

/* What a window of ours has as its content, if that is an overlay. */
static GtkWidget *
get_content (GtkRoot *root)
{
  if (ADW_IS_APPLICATION_WINDOW (root))
    return adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
  return ADW_IS_WINDOW (root) ? adw_window_get_content (ADW_WINDOW (root)) : NULL;
}

static AdwToastOverlay *
find_overlay (GtkWidget *from)
{
  while (from != NULL)
    {
      GtkWidget *overlay = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);
      GtkRoot *root = gtk_widget_get_root (from);

      if (overlay == NULL)
        overlay = get_content (root);
      if (ADW_IS_TOAST_OVERLAY (overlay))
        return ADW_TOAST_OVERLAY (overlay);
      from = GTK_IS_WINDOW (root) ? GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (root))) : NULL;
    }
  return NULL;
}

/* A title of the toast's own is one line; a sentence is read whole. */
static AdwToast *
build_toast (const char *sentence)
{
  g_autofree char *title = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (title);
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}

/* An overlay gives a toast its natural width, and cuts what does not fit: so that is bounded to what there is room
 * for, beside the buttons. One whose turn has not come is not there to be measured. */
static void
fit_toast (GtkWidget *overlay,
           AdwToast  *toast)
{
  GtkWidget *label = adw_toast_get_custom_title (toast);
  GtkWidget *shown = label;
  int natural;

  while (shown != NULL && gtk_widget_get_parent (shown) != overlay)
    shown = gtk_widget_get_parent (shown);
  for (int chars = MOST_CHARS; chars >= FEWEST_CHARS; chars--)
    {
      gtk_label_set_max_width_chars (GTK_LABEL (label), chars);
      if (shown != NULL)
        gtk_widget_measure (shown, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      if (shown != NULL && natural <= gtk_widget_get_width (overlay))
        return;
    }
}

/* In a window that is only opening the room is not known before the first frame. */
static gboolean
fit_in_frame_cb (GtkWidget     *overlay,
                 GdkFrameClock *clock,
                 gpointer       toast)
{
  if (gtk_widget_get_width (overlay) == 0)
    return G_SOURCE_CONTINUE;
  fit_toast (overlay, toast);
  return G_SOURCE_REMOVE;
}

static void
free_place (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The last one of @kind goes, @toast takes its place. */
static void
replace_last (AdwToastOverlay *overlay,
              const char      *kind,
              AdwToast        *toast)
{
  GWeakRef *place = g_object_get_data (G_OBJECT (overlay), kind);
  g_autoptr (AdwToast) last = place != NULL ? g_weak_ref_get (place) : NULL;

  if (last != NULL)
    adw_toast_dismiss (last);
  if (place == NULL)
    {
      place = g_new0 (GWeakRef, 1);
      g_weak_ref_init (place, NULL);
      g_object_set_data_full (G_OBJECT (overlay), kind, place, free_place);
    }
  g_weak_ref_set (place, toast);
}

/* Takes @toast. */
static void
show_toast (GtkWidget  *from,
            const char *kind,
            AdwToast   *toast)
{
  AdwToastOverlay *overlay = find_overlay (from);

  if (overlay == NULL)
    {
      g_object_unref (toast);
      return;
    }
  replace_last (overlay, kind, toast);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (overlay, g_object_ref (toast));
  if (gtk_widget_get_width (GTK_WIDGET (overlay)) > 0)
    fit_toast (GTK_WIDGET (overlay), toast);
  else
    gtk_widget_add_tick_callback (GTK_WIDGET (overlay), fit_in_frame_cb, g_object_ref (toast), g_object_unref);
  g_object_unref (toast);
}

void
postino_toast_say (GtkWidget  *from,
                   const char *sentence)
{
  show_toast (from, SENTENCE, build_toast (sentence));
}

void
postino_toast_fail (GtkWidget    *from,
                    const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_toast (from, SENTENCE, build_toast (error->message));
}

void
postino_toast_offer (GtkWidget       *from,
                     const char      *sentence,
                     const char      *button,
                     PostinoToastFunc func,
                     gpointer         data,
                     GDestroyNotify   destroy)
{
  AdwToast *toast = build_toast (sentence);
  Offer *offer = g_new0 (Offer, 1);

  offer->func = func;
  offer->data = data;
  offer->destroy = destroy;
  adw_toast_set_button_label (toast, button);
  adw_toast_set_timeout (toast, OFFER_SECONDS);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (button_cb), offer, free_offer, 0);
  show_toast (from, OFFER, toast);
}
