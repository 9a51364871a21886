/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/sender.h"

enum { N_TAKES = 4000, MAX_SERVERS = 3, NOW = 1000000 };

/* One without limits, for what is not about destinations. */
static PostinoDestination anywhere;
static PostinoMailDomain some_domain = { (char *) "example.org", &anywhere, 0 };

/* Which servers (1, 2, 3) are open: a bit each. */
static gboolean
is_open_cb (gint64   server,
            gpointer user_data)
{
  return (*(guint *) user_data >> server) & 1;
}

static PostinoSender *
make_sender (const guint *weights)
{
  PostinoCampaign campaign = { .id = 7 };
  PostinoSender *sender = postino_sender_new (&campaign);

  for (guint i = 0; i < MAX_SERVERS && weights[i] > 0; i++)
    {
      PostinoSenderRoute route = { i + 1, weights[i], 0 };

      g_array_append_val (sender->routes, route);
    }
  sender->is_held = FALSE;
  return sender;
}

static void
fill (PostinoSender *sender,
      gint64         first,
      guint          n_rows,
      gint64         due_us)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (PostinoSenderRow));

  for (gint64 id = first; id < first + n_rows; id++)
    {
      PostinoSenderRow row = { id, &some_domain };

      g_array_append_val (rows, row);
    }
  postino_sender_fill (sender, rows, n_rows > 0 ? first + n_rows - 1 : sender->after, due_us, NOW);
}

/* A row for @server, of which those with a bit in @open are; 0: none. */
static gint64
take_at (PostinoSender *sender,
         gint64         server,
         guint          open,
         gint64         now_us)
{
  PostinoSenderView view = { is_open_cb, &open, now_us };
  PostinoSenderRow row;

  return postino_sender_take (sender, server, NULL, &view, &row) ? row.row : 0;
}

static gint64
take (PostinoSender *sender,
      gint64         server)
{
  return take_at (sender, server, ~0u, NOW);
}

static void
test_window (void)
{
  const guint weights[MAX_SERVERS] = { 1 };
  PostinoSender *sender = make_sender (weights);

  g_assert_cmpint (take (sender, 1), ==, 0); /* nothing listed */
  fill (sender, 11, 3, 0);
  g_assert_cmpuint (postino_sender_count_window (sender), ==, 3);
  g_assert_cmpint (take (sender, 2), ==, 0); /* no route of this campaign */
  g_assert_cmpint (take (sender, 1), ==, 11);
  g_assert_cmpint (take (sender, 1), ==, 12);
  g_assert_cmpuint (sender->n_out, ==, 2);

  /* Filled while some are taken: in order, none twice. */
  fill (sender, 14, 2, 0);
  g_assert_cmpuint (postino_sender_count_window (sender), ==, 3);
  for (gint64 id = 13; id <= 15; id++)
    g_assert_cmpint (take (sender, 1), ==, id);
  g_assert_cmpint (take (sender, 1), ==, 0);
  postino_sender_free (sender);
}

static void
test_held (void)
{
  const guint weights[MAX_SERVERS] = { 1 };
  PostinoSender *sender = make_sender (weights);

  fill (sender, 1, 3, 0);
  sender->is_held = TRUE;
  g_assert_cmpint (take (sender, 1), ==, 0);
  sender->is_held = FALSE;
  g_assert_cmpint (take (sender, 1), ==, 1);
  postino_sender_free (sender);
}

static const struct {
  guint weights[MAX_SERVERS];
  guint open;                       /* bits 1 to 3 */
  guint shares[MAX_SERVERS];        /* of N_TAKES, in hundredths */
} sharings[] = {
  { { 1 }, 0xe, { 100 } },
  { { 1, 1 }, 0xe, { 50, 50 } },
  { { 3, 1 }, 0xe, { 75, 25 } },
  { { 1, 3 }, 0xe, { 25, 75 } },
  { { 2, 1, 1 }, 0xe, { 50, 25, 25 } },
  { { 3, 1 }, 0x2, { 100, 0 } },
  { { 3, 1 }, 0x4, { 0, 100 } },
  { { 2, 1, 1 }, 0xa, { 67, 0, 33 } },
};

/* The first asks as often as it likes, and still gets its share only; one whose others are closed gets theirs. */
static void
test_weights (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sharings); i++)
    {
      PostinoSender *sender = make_sender (sharings[i].weights);
      guint open = sharings[i].open;
      guint taken[MAX_SERVERS] = { 0 };
      guint idle = 0;

      anywhere.home = 0;
      fill (sender, 1, N_TAKES, 0);
      for (gint64 server = 1; postino_sender_count_window (sender) > 0; server = server % MAX_SERVERS + 1)
        {
          guint before = taken[server - 1];

          while (is_open_cb (server, &open) && take_at (sender, server, open, NOW) != 0)
            taken[server - 1]++;
          idle = taken[server - 1] == before ? idle + 1 : 0;
          g_assert_cmpuint (idle, <=, MAX_SERVERS); /* somebody always may take */
        }
      for (int s = 0; s < MAX_SERVERS; s++)
        {
          guint expected = N_TAKES * sharings[i].shares[s] / 100;
          guint slack = 3 * (POSTINO_SENDER_LEAD + 2) * MAX_SERVERS;

          g_test_message ("case %zu, server %d: %u", i, s + 1, taken[s]);
          g_assert_cmpuint (taken[s], <=, expected + slack);
          g_assert_cmpuint (taken[s] + slack, >=, expected);
          if (sharings[i].shares[s] == 0)
            g_assert_cmpuint (taken[s], ==, 0);
        }
      postino_sender_free (sender);
    }
}

/* A route that comes back does not have to catch up while the other stands still. */
static void
test_reopened (void)
{
  const guint weights[MAX_SERVERS] = { 1, 3 };
  PostinoSender *sender = make_sender (weights);
  guint only_first = 1u << 1;
  guint n_first = 0;

  fill (sender, 1, N_TAKES, 0);
  for (int i = 0; i < N_TAKES / 2; i++)
    g_assert_cmpint (take_at (sender, 1, only_first, NOW), >, 0);
  while (postino_sender_count_window (sender) > 0)
    {
      n_first += take (sender, 1) != 0;
      take (sender, 2);
    }
  /* One in four of the second half, give or take the lead. */
  g_assert_cmpuint (n_first, >=, N_TAKES / 8 - 2 * POSTINO_SENDER_LEAD);
  g_assert_cmpuint (n_first, <=, N_TAKES / 8 + 2 * POSTINO_SENDER_LEAD);
  postino_sender_free (sender);
}

/* Two servers by turns in steps of ten milliseconds, the second takes only each @every of them; how many each has in a
 * second, after three to get going. */
static void
race (guint every,
      guint n_taken[2])
{
  const guint weights[MAX_SERVERS] = { 1, 1 };
  PostinoSender *sender = make_sender (weights);

  anywhere.home = 0;
  for (guint step = 0; step < 400; step++)
    {
      gint64 now_us = NOW + step * G_USEC_PER_SEC / 100;

      if (step == 300)
        n_taken[0] = n_taken[1] = 0;
      fill (sender, 1 + 20 * step, 20, 0);
      for (int i = 0; i < 4; i++)
        n_taken[0] += take_at (sender, 1, ~0u, now_us) != 0;
      if (step % every == 0)
        n_taken[1] += take_at (sender, 2, ~0u, now_us) != 0;
    }
  postino_sender_free (sender);
}

/* One that is somewhat slower holds the other to its share; one that is much slower, or hangs, holds up nobody. */
static void
test_slow_route (void)
{
  guint n_taken[2];

  race (1, n_taken); /* a hundred a second beside four hundred: their weights are equal */
  g_assert_cmpuint (n_taken[1], ==, 100);
  g_assert_cmpuint (n_taken[0], <=, 100 + POSTINO_SENDER_LEAD);
  race (50, n_taken); /* two a second */
  g_assert_cmpuint (n_taken[1], ==, 2);
  g_assert_cmpuint (n_taken[0], >=, 380);
  race (1000, n_taken); /* one message, and never again */
  g_assert_cmpuint (n_taken[0], ==, 400);
}

/* The list begins anew when it has ended and all that was taken is back. */
static void
test_rewind_at_end (void)
{
  const guint weights[MAX_SERVERS] = { 1 };
  PostinoSender *sender = make_sender (weights);

  fill (sender, 1, 2, 90);
  take (sender, 1);
  take (sender, 1);
  g_assert_cmpint (sender->after, ==, 2);
  g_assert_cmpint (sender->due_us, ==, 90);
  fill (sender, 3, 0, 90); /* the end */
  g_assert_cmpint (sender->after, ==, 2);
  postino_sender_return (sender);
  g_assert_cmpint (sender->after, ==, 2);
  postino_sender_return (sender);
  g_assert_cmpint (sender->after, ==, 0);
  g_assert_cmpint (sender->due_us, ==, 0);
  g_assert_cmpuint (sender->n_out, ==, 0);
  postino_sender_free (sender);
}

/* A row came back: once the window is empty and nothing is out. */
static void
test_rewind_asked (void)
{
  const guint weights[MAX_SERVERS] = { 1 };
  PostinoSender *sender = make_sender (weights);

  fill (sender, 1, 2, 0);
  take (sender, 1);
  postino_sender_return (sender);
  postino_sender_rewind (sender);
  g_assert_cmpint (sender->after, ==, 2); /* one waits in the window */
  take (sender, 1);
  g_assert_cmpint (sender->after, ==, 2); /* and is out now */
  postino_sender_return (sender);
  g_assert_cmpint (sender->after, ==, 0);

  /* Once is enough. */
  fill (sender, 1, 1, 0);
  take (sender, 1);
  postino_sender_return (sender);
  g_assert_cmpint (sender->after, ==, 1);
  postino_sender_free (sender);
}

static void
test_forget (void)
{
  const guint weights[MAX_SERVERS] = { 1 };
  PostinoSender *sender = make_sender (weights);

  fill (sender, 1, 5, 0);
  take (sender, 1);
  postino_sender_forget_window (sender);
  g_assert_cmpuint (postino_sender_count_window (sender), ==, 0);
  g_assert_cmpint (take (sender, 1), ==, 0);
  g_assert_cmpint (sender->after, ==, 5); /* one is out: listed now, it would be there twice */
  postino_sender_return (sender);
  g_assert_cmpint (sender->after, ==, 0);
  postino_sender_free (sender);
}

/* Two destinations, and rows of theirs by turns: odd ones for the first. */
typedef struct {
  PostinoDestination *first, *second;
  PostinoMailDomain domains[2];
  PostinoSender *sender;
} Two;

static void
set_up (Two          *two,
        gconstpointer data)
{
  const guint weights[MAX_SERVERS] = { 1, 1 };

  two->first = postino_destination_new ("a.example", "a.example");
  two->second = postino_destination_new ("b.example", "b.example");
  two->domains[0] = (PostinoMailDomain) { (char *) "a.example", two->first, 0 };
  two->domains[1] = (PostinoMailDomain) { (char *) "b.example", two->second, 0 };
  two->sender = make_sender (weights);
}

static void
tear_down (Two          *two,
           gconstpointer data)
{
  postino_sender_free (two->sender);
  postino_destination_free (two->first);
  postino_destination_free (two->second);
}

static void
fill_both (Two   *two,
           gint64 first,
           guint  n_rows,
           gint64 now_us)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (PostinoSenderRow));

  for (gint64 id = first; id < first + n_rows; id++)
    {
      PostinoSenderRow row = { id, &two->domains[(id + 1) % 2] };

      g_array_append_val (rows, row);
    }
  postino_sender_fill (two->sender, rows, first + MAX (n_rows, 1) - 1, 0, now_us);
}

/* What waits for a destination that is closed lets the others pass, and is listed again once it opens. */
static void
test_closed_destination (Two          *two,
                         gconstpointer data)
{
  PostinoSender *sender = two->sender;
  gint64 open_us = NOW + POSTINO_DESTINATION_PAUSE_US;

  fill_both (two, 1, 4, NOW);
  postino_destination_pause (two->first, "slow down", NOW);
  g_assert_cmpint (take (sender, 1), ==, 2); /* 1 was listed before the pause */
  g_assert_cmpint (take (sender, 1), ==, 4);
  g_assert_cmpint (take (sender, 1), ==, 0);
  postino_sender_return (sender);
  postino_sender_return (sender);
  g_assert_null (postino_sender_get_shut (sender, NOW)); /* it is listed anew first */

  g_assert_true (postino_sender_wants_rows (sender, NOW));
  g_assert_cmpint (sender->after, ==, 0);
  fill_both (two, 1, 1, NOW);
  g_assert_cmpuint (postino_sender_count_window (sender), ==, 0);
  g_assert_false (postino_sender_wants_rows (sender, NOW)); /* not at once again */
  fill_both (two, 2, 0, NOW + G_USEC_PER_SEC);
  g_assert_true (postino_sender_get_shut (sender, NOW + G_USEC_PER_SEC) == two->first);
  g_assert_false (postino_sender_wants_rows (sender, NOW + G_USEC_PER_SEC));

  g_assert_null (postino_sender_get_shut (sender, open_us));
  g_assert_true (postino_sender_wants_rows (sender, open_us));
  g_assert_cmpint (sender->after, ==, 0);
  fill_both (two, 1, 1, open_us);
  g_assert_cmpint (take_at (sender, 1, ~0u, open_us), ==, 1);
}

/* One with a limit gets its share of the window, and no more: the others get theirs. */
static void
test_slow_destination (Two          *two,
                       gconstpointer data)
{
  two->first->per_second = 1;
  fill_both (two, 1, 2 * POSTINO_SENDER_WINDOW, NOW);
  g_assert_cmpuint (postino_sender_count_window (two->sender), ==, POSTINO_SENDER_SHARE + POSTINO_SENDER_WINDOW);
  g_assert_cmpint (take (two->sender, 1), ==, 1);
  postino_destination_take (two->first, NOW);
  for (gint64 id = 2; id < 20; id += 2)
    g_assert_cmpint (take (two->sender, 1), ==, id);
  g_assert_cmpint (take_at (two->sender, 1, ~0u, NOW + G_USEC_PER_SEC), ==, 3);
}

/* A destination keeps to the server it had, while that is open. */
static void
test_home (Two          *two,
           gconstpointer data)
{
  const guint both = 6, only_second = 4;

  fill_both (two, 1, 40, NOW);
  g_assert_cmpint (take_at (two->sender, 1, both, NOW), ==, 1);
  g_assert_cmpint (take_at (two->sender, 2, both, NOW), ==, 2);
  g_assert_cmpint (take_at (two->sender, 1, both, NOW), ==, 3);
  g_assert_cmpint (take_at (two->sender, 1, both, NOW), ==, 5);
  g_assert_cmpint (take_at (two->sender, 2, both, NOW), ==, 4);
  g_assert_cmpint (two->first->home, ==, 1);
  g_assert_cmpint (two->second->home, ==, 2);
  for (gint64 id = 6; id <= 40; id += 2)
    g_assert_cmpint (take_at (two->sender, 2, only_second, NOW), ==, id);
  g_assert_cmpint (take_at (two->sender, 2, only_second, NOW), ==, 7); /* rather there than not at all */
  g_assert_cmpint (two->first->home, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sender/window", test_window);
  g_test_add_func ("/sender/held", test_held);
  g_test_add_func ("/sender/weights", test_weights);
  g_test_add_func ("/sender/reopened", test_reopened);
  g_test_add_func ("/sender/rewind-at-end", test_rewind_at_end);
  g_test_add_func ("/sender/rewind-asked", test_rewind_asked);
  g_test_add_func ("/sender/forget", test_forget);
#define ADD(name, func) g_test_add ("/sender/" name, Two, NULL, set_up, func, tear_down)
  ADD ("closed-destination", test_closed_destination);
  ADD ("slow-destination", test_slow_destination);
  ADD ("home", test_home);
#undef ADD
  g_test_add_func ("/sender/slow-route", test_slow_route);
  return g_test_run ();
}
