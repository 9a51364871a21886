/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A toast belongs to the overlay its widget stands in; a dialog without one hands it to the window
 * it belongs to. Sentences are plain text: names of people and files stand in them, so nothing in
 * them is markup. */

#include "gui/shell/toast.h"

#include <adwaita.h>

/* An Undo has to be read and reached. */
enum { OFFER_SECONDS = 10 };

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

static AdwToast *
build_toast (const char *sentence)
{
  g_autofree char *title = g_markup_escape_text (sentence, -1);

  return adw_toast_new (title);
}

/* Takes @toast. */
static void
show_toast (GtkWidget *from,
            AdwToast  *toast)
{
  AdwToastOverlay *overlay = find_overlay (from);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (overlay, toast);
  else
    g_object_unref (toast);
}

void
postino_toast_say (GtkWidget  *from,
                   const char *sentence)
{
  show_toast (from, build_toast (sentence));
}

void
postino_toast_fail (GtkWidget    *from,
                    const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_toast (from, build_toast (error->message));
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
  show_toast (from, toast);
}
