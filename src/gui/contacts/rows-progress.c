/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a file is: how many rows it has is not known before its end, so what is left follows from the
 * part of it that was read. */

#include "gui/contacts/rows-progress.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

#define MIN_FRACTION 0.01 /* before, any guess is wrong */

char *
postino_rows_progress_describe (gint64 n_rows,
                                double fraction,
                                double rate)
{
  g_autofree char *n = postino_figure_count (n_rows);
  g_autofree char *speed = postino_figure_rate (rate);
  g_autofree char *text = g_strdup_printf (ngettext ("%s row, %s", "%s rows, %s", (gulong) n_rows), n, speed);
  g_autofree char *span = NULL;
  g_autofree char *left = NULL;

  if (fraction <= MIN_FRACTION || rate <= 0)
    return g_steal_pointer (&text);
  span = postino_figure_span ((gint64) ((double) n_rows / fraction * (1 - fraction) / rate * G_USEC_PER_SEC));
  left = g_strdup_printf (_("%s left"), span);
  return g_strdup_printf ("%s · %s", text, left);
}
