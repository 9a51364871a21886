/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/reports/figure-tile.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

struct _PostinoFigureTile {
  GtkToggleButton parent_instance;

  GtkLabel *title;
  GtkLabel *number;
  GtkLabel *share;
  GtkLabel *past;

  PostinoFigure figure;
};

G_DEFINE_FINAL_TYPE (PostinoFigureTile, postino_figure_tile, GTK_TYPE_TOGGLE_BUTTON)

static void
postino_figure_tile_class_init (PostinoFigureTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/reports/figure-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoFigureTile, title);
  gtk_widget_class_bind_template_child (widget_class, PostinoFigureTile, number);
  gtk_widget_class_bind_template_child (widget_class, PostinoFigureTile, share);
  gtk_widget_class_bind_template_child (widget_class, PostinoFigureTile, past);
}

static void
postino_figure_tile_init (PostinoFigureTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_figure_tile_new (PostinoFigure figure)
{
  PostinoFigureTile *self = g_object_new (POSTINO_TYPE_FIGURE_TILE, NULL);

  self->figure = figure;
  return GTK_WIDGET (self);
}

PostinoFigure
postino_figure_tile_get_figure (PostinoFigureTile *self)
{
  return self->figure;
}

void
postino_figure_tile_show (PostinoFigureTile   *self,
                          const PostinoReport *report,
                          const PostinoPast   *past)
{
  const char *arrow;
  g_autofree char *count
    = postino_figure_count (postino_report_figure_count (report, self->figure));
  g_autofree char *share = postino_report_figure_share (report, self->figure);
  g_autofree char *usual = postino_report_figure_past (report, past, self->figure,
                                                       g_get_real_time (), &arrow);
  g_autofree char *before = g_strdup_printf ("%s%s%s", arrow, *arrow != '\0' ? " " : "", usual);
  const char *title = postino_report_figure_title (report, self->figure);
  gboolean is_known = postino_report_figure_is_known (report, self->figure);
  g_autofree char *spoken
    = g_strdup_printf ("%s: %s%s%s%s%s", title,
                       is_known ? count : _("not known"), *share != '\0' ? ", " : "", share,
                       *usual != '\0' ? ", " : "", usual);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->number, is_known ? count : "–");
  gtk_label_set_label (self->share, *share != '\0' ? share : " "); /* keeps its height */
  gtk_label_set_label (self->past, before);
  gtk_widget_set_visible (GTK_WIDGET (self->past), past != NULL && past->n_campaigns > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
