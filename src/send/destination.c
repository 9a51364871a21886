/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one operator of mailboxes bears. Two limits are a person's: messages a second and messages under way at
 * once. The rest is learnt from its answers, as TCP learns what a line carries: "slow down" is a pause and then one
 * message at a time; a message put off for our sake halves what may be under way; each one taken lets one more go,
 * until there is no bound any more.
 *
 * The spacing forgives SLACK_US: connections ask for work ten times a second, and without it a limit of more than
 * that would never be reached. A limit of ten a second or less is kept in any second. */

#include "send/destination.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/date.h"

#define SLACK_US (G_USEC_PER_SEC / 10)

PostinoDestination *
postino_destination_new (const char *id,
                         const char *name)
{
  PostinoDestination *destination = g_new0 (PostinoDestination, 1);

  destination->id = g_strdup (id);
  destination->name = g_strdup (name);
  return destination;
}

void
postino_destination_free (PostinoDestination *destination)
{
  if (destination == NULL)
    return;
  g_free (destination->id);
  g_free (destination->name);
  g_free (destination->why);
  g_free (destination);
}

gboolean
postino_destination_has_limit (const PostinoDestination *destination)
{
  return destination->window > 0 || destination->at_once > 0 || destination->per_second > 0;
}

gboolean
postino_destination_is_closed (const PostinoDestination *destination,
                               gint64                    now_us)
{
  return now_us < destination->closed_until_us;
}

gboolean
postino_destination_is_open (const PostinoDestination *destination,
                             gint64                    now_us)
{
  return !postino_destination_is_closed (destination, now_us)
         && (destination->window == 0 || destination->n_out < destination->window)
         && (destination->at_once == 0 || destination->n_out < destination->at_once)
         && (destination->per_second <= 0 || now_us >= destination->next_us);
}

void
postino_destination_take (PostinoDestination *destination,
                          gint64              now_us)
{
  destination->n_out++;
  if (destination->per_second > 0)
    {
      gint64 interval_us = (gint64) ceil (G_USEC_PER_SEC / destination->per_second);
      gint64 slack_us = interval_us < SLACK_US ? SLACK_US : 0;

      destination->next_us = MAX (destination->next_us, now_us - slack_us) + interval_us;
    }
}

void
postino_destination_return (PostinoDestination *destination)
{
  g_assert (destination->n_out > 0);
  destination->n_out--;
}

void
postino_destination_succeed (PostinoDestination *destination)
{
  if (destination->window == 0)
    return;
  destination->window++;
  destination->is_changed = TRUE;
  if (destination->window <= POSTINO_DESTINATION_WINDOW_MAX)
    return;
  destination->window = 0;
  g_clear_pointer (&destination->why, g_free);
}

static void
set_why (PostinoDestination *destination,
         const char         *why)
{
  g_free (destination->why);
  destination->why = g_strdup (why);
  destination->is_changed = TRUE;
}

void
postino_destination_shrink (PostinoDestination *destination,
                            const char         *why)
{
  guint half = MAX (destination->n_out / 2, 1);

  destination->window = destination->window > 0 ? MIN (destination->window, half) : half;
  set_why (destination, why);
}

void
postino_destination_pause (PostinoDestination *destination,
                           const char         *why,
                           gint64              now_us)
{
  destination->window = 1;
  destination->closed_until_us = now_us + POSTINO_DESTINATION_PAUSE_US;
  set_why (destination, why);
}

char *
postino_destination_explain (const PostinoDestination *destination,
                             gint64                    now_us,
                             gint64                    wall_us)
{
  g_autofree char *when = NULL;

  if (!postino_destination_is_closed (destination, now_us))
    return NULL;
  when = postino_date_to_human (wall_us + destination->closed_until_us - now_us);
  return g_strdup_printf (_("%s asked to slow down; more goes there from %s on: %s"), destination->name, when,
                          destination->why);
}
