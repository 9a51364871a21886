/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/servers/provider-words.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* NULL: none. */
static char *
describe_limits (const PostinoDestinationRow *row)
{
  g_autofree char *rate = postino_figure_rate (row->per_second);
  g_autofree char *at_once = g_strdup_printf (ngettext ("%u at once", "%u at once", row->at_once), row->at_once);

  if (row->per_second <= 0)
    return row->at_once > 0 ? g_steal_pointer (&at_once) : NULL;
  if (row->at_once == 0)
    return g_steal_pointer (&rate);
  return g_strdup_printf (_("%s, %s"), rate, at_once);
}

/* The time alone within a day, past midnight too. */
static char *
describe_until (gint64 until_us,
                gint64 now_us)
{
  return until_us - now_us < DAY_US ? postino_figure_time (until_us, until_us) : postino_figure_moment (until_us);
}

/* NULL: it asked for nothing, or that is over. */
static char *
describe_wish (const PostinoDestinationRow *row,
               gint64                       now_us)
{
  const char *why = row->why != NULL ? row->why : "";
  g_autofree char *until = describe_until (row->closed_until_us, now_us);

  if (row->closed_until_us > now_us)
    return g_strdup_printf (_("asked to slow down until %s: %s"), until, why);
  if (row->window > 0)
    return g_strdup_printf (ngettext ("asked to slow down, so %u at once for now: %s",
                                      "asked to slow down, so %u at once for now: %s", row->window),
                            row->window, why);
  return NULL;
}

char *
postino_provider_words_describe (const PostinoDestinationRow *row,
                                 gint64                       now_us)
{
  g_autofree char *limits = describe_limits (row);
  g_autofree char *wish = describe_wish (row, now_us);

  if (limits == NULL || wish == NULL)
    return g_strdup (limits != NULL ? limits : wish != NULL ? wish : _("No limits"));
  return g_strdup_printf ("%s · %s", limits, wish);
}
