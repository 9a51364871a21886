/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window over a campaign's ledger: a few hundred ids in memory over a queue of any length in
 * the database, as in Postfix's active queue. Nothing here is durable: an id that is lost with the
 * process is simply listed again.
 *
 * Several routes share a campaign by weight: a route takes only while it is at most
 * POSTINO_SENDER_LEAD messages ahead of its share among the routes that are open. What a closed
 * route did not take is forgiven: it need not catch up later while the others stand still. */

#include "send/sender.h"

PostinoSender *
postino_sender_new (const PostinoCampaign *campaign)
{
  PostinoSender *sender = g_new0 (PostinoSender, 1);

  sender->campaign = campaign->id;
  sender->is_test = campaign->is_test;
  sender->is_held = TRUE;
  sender->window = g_array_new (FALSE, FALSE, sizeof (gint64));
  sender->routes = g_array_new (FALSE, TRUE, sizeof (PostinoSenderRoute));
  return sender;
}

void
postino_sender_free (PostinoSender *sender)
{
  if (sender == NULL)
    return;
  g_clear_pointer (&sender->render, postino_render_unref);
  g_clear_pointer (&sender->audience, postino_audience_free);
  g_array_unref (sender->window);
  g_array_unref (sender->routes);
  g_free (sender);
}

guint
postino_sender_count_window (const PostinoSender *sender)
{
  return sender->window->len - sender->head;
}

static PostinoSenderRoute *
find_route (PostinoSender *sender,
            gint64         server)
{
  for (guint i = 0; i < sender->routes->len; i++)
    {
      PostinoSenderRoute *route = &g_array_index (sender->routes, PostinoSenderRoute, i);

      if (route->server == server)
        return route;
    }
  return NULL;
}

/* Has @route sent more than its share, measured against the open route that is furthest behind? */
static gboolean
is_ahead (PostinoSender            *sender,
          const PostinoSenderRoute *route,
          gboolean (*is_open) (gint64 server, gpointer user_data),
          gpointer user_data)
{
  for (guint i = 0; i < sender->routes->len; i++)
    {
      const PostinoSenderRoute *other = &g_array_index (sender->routes, PostinoSenderRoute, i);

      if (other != route && is_open (other->server, user_data)
          && route->n_taken / route->weight > other->n_taken / other->weight + POSTINO_SENDER_LEAD)
        return TRUE;
    }
  return FALSE;
}

/* The share of those that are closed counts as taken, but for the lead. */
static void
forgive_closed (PostinoSender            *sender,
                const PostinoSenderRoute *route,
                gboolean (*is_open) (gint64 server, gpointer user_data),
                gpointer user_data)
{
  guint64 share = route->n_taken / route->weight;

  for (guint i = 0; i < sender->routes->len && share > POSTINO_SENDER_LEAD; i++)
    {
      PostinoSenderRoute *other = &g_array_index (sender->routes, PostinoSenderRoute, i);

      if (other != route && !is_open (other->server, user_data))
        other->n_taken = MAX (other->n_taken, (share - POSTINO_SENDER_LEAD) * other->weight);
    }
}

gint64
postino_sender_take (PostinoSender *sender,
                     gint64         server,
                     gboolean (*is_open) (gint64 server, gpointer user_data),
                     gpointer user_data)
{
  PostinoSenderRoute *route;
  gint64 row;

  if (sender->is_held || postino_sender_count_window (sender) == 0)
    return 0;
  route = find_route (sender, server);
  if (route == NULL || is_ahead (sender, route, is_open, user_data))
    return 0;

  row = g_array_index (sender->window, gint64, sender->head);
  sender->head++;
  sender->n_out++;
  route->n_taken++;
  forgive_closed (sender, route, is_open, user_data);
  return row;
}

/* When the window is empty and nothing is out, what is still ready stands behind `after`: rows that
 * came back. */
static void
rewind_if_idle (PostinoSender *sender)
{
  if (sender->rewinds && sender->n_out == 0 && postino_sender_count_window (sender) == 0)
    {
      sender->after = 0;
      sender->due_us = 0;
      sender->rewinds = FALSE;
    }
}

void
postino_sender_fill (PostinoSender *sender,
                     GArray        *ids,
                     gint64         after,
                     gint64         due_us)
{
  g_array_remove_range (sender->window, 0, sender->head);
  sender->head = 0;
  g_array_append_vals (sender->window, ids->data, ids->len);
  sender->after = after;
  sender->due_us = due_us;
  /* An end of the list is where to begin anew: deferred rows have come due, others have come
   * back. */
  if (ids->len == 0)
    sender->rewinds = TRUE;
  rewind_if_idle (sender);
}

void
postino_sender_forget_window (PostinoSender *sender)
{
  g_array_set_size (sender->window, 0);
  sender->head = 0;
  sender->rewinds = TRUE;
  rewind_if_idle (sender);
}

void
postino_sender_return (PostinoSender *sender)
{
  g_assert (sender->n_out > 0);
  sender->n_out--;
  rewind_if_idle (sender);
}

void
postino_sender_rewind (PostinoSender *sender)
{
  sender->rewinds = TRUE;
  rewind_if_idle (sender);
}
