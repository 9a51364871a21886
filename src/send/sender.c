/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window over a campaign's ledger: a few hundred ids in memory over a queue of any length in
 * the database, as in Postfix's active queue. Nothing here is durable: an id that is lost with the
 * process is simply listed again.
 *
 * Several routes share a campaign by weight: a route takes only while it is at most
 * POSTINO_SENDER_LEAD messages ahead of its share among the routes that are open. What a closed
 * route did not take is forgiven: it need not catch up later while the others stand still. So it is
 * with a route that hangs, or takes less than one message while another could take SLOW_FACTOR: weights
 * share what can be sent, and slow nobody down. Within that, a destination keeps to the route it had: its operator sees one sender, not several.
 *
 * Nobody waits behind a destination that is closed or slow: its rows are passed over when they are
 * listed, and the list is read once more from the start when it has come to its end. */

#include "send/sender.h"

/* How often rates are reckoned, and how long a route has to get going before it is called slow. */
#define SPAN_US (G_USEC_PER_SEC / 4)
#define GRACE_US (G_USEC_PER_SEC / 2)
#define SLOW_FACTOR 8
/* What is left of the best rate after each span. */
#define MEMORY 0.95

/* Between looks at a list that had nothing for the window. */
#define REST_US (G_USEC_PER_SEC / 5)

PostinoSender *
postino_sender_new (const PostinoCampaign *campaign)
{
  PostinoSender *sender = g_new0 (PostinoSender, 1);

  sender->campaign = campaign->id;
  sender->is_test = campaign->is_test;
  sender->is_held = TRUE;
  sender->window = g_array_new (FALSE, FALSE, sizeof (PostinoSenderRow));
  sender->routes = g_array_new (FALSE, TRUE, sizeof (PostinoSenderRoute));
  return sender;
}

static PostinoSenderRow *
get_row (const PostinoSender *sender,
         guint                i)
{
  return &g_array_index (sender->window, PostinoSenderRow, i);
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
  return sender->n_waiting;
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

/* Brings the rate of @route up to @now_us, in whole spans. */
static void
reckon (PostinoSenderRoute *route,
        gint64              now_us)
{
  gint64 elapsed_us = now_us - route->span_us;

  if (elapsed_us < SPAN_US)
    return;
  route->rate = route->span_us > 0 ? (double) route->n_in_span * G_USEC_PER_SEC / (double) elapsed_us : 0;
  route->best_rate = MAX (route->rate, route->best_rate * MEMORY);
  route->span_us = now_us;
  route->n_in_span = 0;
}

static void
note_taken (PostinoSenderRoute *route,
            gint64              now_us)
{
  if (route->began_us == 0)
    route->began_us = now_us;
  route->n_in_span++;
  route->n_taken++;
}

/* Beside @route, which would be held up by it. */
static gboolean
is_slow (const PostinoSenderRoute *other,
         const PostinoSenderRoute *route,
         gint64                    now_us)
{
  return other->began_us > 0 && now_us - other->began_us >= GRACE_US
         && other->rate * SLOW_FACTOR < route->best_rate;
}

/* It takes part in the sharing with @route. */
static gboolean
counts (const PostinoSenderRoute *other,
        const PostinoSenderRoute *route,
        const PostinoSenderView  *view)
{
  return view->is_open (other->server, view->user_data) && !is_slow (other, route, view->now_us);
}

/* Has @route sent more than its share, measured against the open route that is furthest behind? */
static gboolean
is_ahead (PostinoSender            *sender,
          const PostinoSenderRoute *route,
          const PostinoSenderView  *view)
{
  for (guint i = 0; i < sender->routes->len; i++)
    {
      const PostinoSenderRoute *other = &g_array_index (sender->routes, PostinoSenderRoute, i);

      if (other != route && counts (other, route, view)
          && route->n_taken / route->weight > other->n_taken / other->weight + POSTINO_SENDER_LEAD)
        return TRUE;
    }
  return FALSE;
}

/* The share of those that do not count is taken for taken, but for the lead. */
static void
forgive_others (PostinoSender            *sender,
                const PostinoSenderRoute *route,
                const PostinoSenderView  *view)
{
  guint64 share = route->n_taken / route->weight;

  for (guint i = 0; i < sender->routes->len && share > POSTINO_SENDER_LEAD; i++)
    {
      PostinoSenderRoute *other = &g_array_index (sender->routes, PostinoSenderRoute, i);

      if (other != route && !counts (other, route, view))
        other->n_taken = MAX (other->n_taken, (share - POSTINO_SENDER_LEAD) * other->weight);
    }
}

static gboolean
has_home (const PostinoDestination *destination,
          gint64                    server)
{
  return destination->home == 0 || destination->home == server;
}

/* The first row that may go now, one whose destination is at home here before others. TRUE: *@place is it. */
static gboolean
find_place (const PostinoSender     *sender,
            gint64                   server,
            const PostinoMailDomain *domain,
            gint64                   now_us,
            guint                   *place)
{
  gboolean is_found = FALSE;

  for (guint i = sender->head; i < sender->window->len; i++)
    {
      const PostinoSenderRow *row = get_row (sender, i);

      if (row->row == 0 || (domain != NULL && row->domain != domain)
          || !postino_destination_is_open (row->domain->destination, now_us))
        continue;
      if (!is_found)
        *place = i;
      is_found = TRUE;
      if (sender->routes->len > 1 && !has_home (row->domain->destination, server))
        continue;
      *place = i;
      return TRUE;
    }
  return is_found;
}

static void
take_place (PostinoSender *sender,
            guint          place)
{
  get_row (sender, place)->row = 0;
  sender->n_waiting--;
  while (sender->head < sender->window->len && get_row (sender, sender->head)->row == 0)
    sender->head++;
}

gboolean
postino_sender_take (PostinoSender           *sender,
                     gint64                   server,
                     const PostinoMailDomain *domain,
                     const PostinoSenderView *view,
                     PostinoSenderRow        *row)
{
  PostinoSenderRoute *route;
  PostinoDestination *destination;
  guint place = 0;

  if (sender->is_held || sender->n_waiting == 0)
    return FALSE;
  route = find_route (sender, server);
  for (guint i = 0; i < sender->routes->len; i++)
    reckon (&g_array_index (sender->routes, PostinoSenderRoute, i), view->now_us);
  if (route == NULL || is_ahead (sender, route, view) || !find_place (sender, server, domain, view->now_us, &place))
    return FALSE;

  *row = *get_row (sender, place);
  take_place (sender, place);
  destination = row->domain->destination;
  if (destination->home == 0 || !view->is_open (destination->home, view->user_data))
    destination->home = server;
  sender->n_out++;
  note_taken (route, view->now_us);
  forgive_others (sender, route, view);
  return TRUE;
}

/* What is still ready stands behind `after`, and in front: rows that came back, and those that were passed
 * over. */
static void
start_over (PostinoSender *sender)
{
  sender->after = 0;
  sender->due_us = 0;
  sender->rewinds = FALSE;
  sender->n_listed = 0;
  sender->shut = NULL;
}

static gboolean
is_idle (const PostinoSender *sender)
{
  return sender->n_out == 0 && sender->n_waiting == 0;
}

/* A whole list was read, and all of it passed over. */
static gboolean
is_shut (const PostinoSender *sender)
{
  return sender->rewinds && is_idle (sender) && sender->n_listed == 0 && sender->shut != NULL;
}

static void
rewind_if_idle (PostinoSender *sender)
{
  if (sender->rewinds && is_idle (sender) && !is_shut (sender))
    start_over (sender);
}

PostinoDestination *
postino_sender_get_shut (const PostinoSender *sender,
                         gint64               now_us)
{
  return is_shut (sender) && postino_destination_is_closed (sender->shut, now_us) ? sender->shut : NULL;
}

/* Those that were listed before their destination was closed: nobody is idle while they wait. */
static void
drop_closed (PostinoSender *sender,
             gint64         now_us)
{
  for (guint i = sender->head; i < sender->window->len; i++)
    {
      PostinoSenderRow *row = get_row (sender, i);

      if (row->row == 0 || !postino_destination_is_closed (row->domain->destination, now_us))
        continue;
      row->row = 0;
      sender->n_waiting--;
      sender->rewinds = TRUE;
    }
  rewind_if_idle (sender);
}

gboolean
postino_sender_wants_rows (PostinoSender *sender,
                           gint64         now_us)
{
  drop_closed (sender, now_us);
  if (is_shut (sender))
    {
      if (postino_destination_is_closed (sender->shut, now_us))
        return FALSE;
      start_over (sender);
    }
  return sender->n_waiting < POSTINO_SENDER_WINDOW / 2 && now_us >= sender->rests_until_us
         && (sender->after > 0 || sender->n_out == 0);
}

/* No room for @row now. */
static gboolean
is_passed_over (PostinoSender          *sender,
                const PostinoSenderRow *row,
                gint64                  now_us)
{
  PostinoDestination *destination = row->domain->destination;

  if (postino_destination_is_closed (destination, now_us))
    {
      if (sender->shut == NULL || destination->closed_until_us < sender->shut->closed_until_us)
        sender->shut = destination;
      return TRUE;
    }
  return postino_destination_has_limit (destination) && destination->n_waiting >= POSTINO_SENDER_SHARE;
}

/* Gives up the places of those that are taken, and counts the others by destination. */
static void
close_gaps (PostinoSender *sender)
{
  guint n = 0;

  for (guint i = sender->head; i < sender->window->len; i++)
    get_row (sender, i)->domain->destination->n_waiting = 0;

  for (guint i = sender->head; i < sender->window->len; i++)
    {
      if (get_row (sender, i)->row == 0)
        continue;
      get_row (sender, i)->domain->destination->n_waiting++;
      *get_row (sender, n++) = *get_row (sender, i);
    }
  g_array_set_size (sender->window, n);
  sender->head = 0;
}

void
postino_sender_fill (PostinoSender *sender,
                     GArray        *rows,
                     gint64         after,
                     gint64         due_us,
                     gint64         now_us)
{
  guint n_before = sender->n_waiting;

  for (guint i = 0; i < rows->len; i++)
    g_array_index (rows, PostinoSenderRow, i).domain->destination->n_waiting = 0;
  close_gaps (sender);
  for (guint i = 0; i < rows->len; i++)
    {
      const PostinoSenderRow *row = &g_array_index (rows, PostinoSenderRow, i);

      if (is_passed_over (sender, row, now_us))
        continue;
      row->domain->destination->n_waiting++;
      sender->n_waiting++;
      g_array_append_val (sender->window, *row);
    }
  sender->n_listed += sender->n_waiting - n_before;
  sender->rests_until_us = rows->len > 0 && sender->n_waiting == n_before ? now_us + REST_US : 0;
  sender->after = after;
  sender->due_us = due_us;
  /* An end of the list is where to begin anew: deferred rows have come due, others have come
   * back. */
  if (rows->len == 0)
    sender->rewinds = TRUE;
  rewind_if_idle (sender);
}

void
postino_sender_forget_window (PostinoSender *sender)
{
  g_array_set_size (sender->window, 0);
  sender->head = 0;
  sender->n_waiting = 0;
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
