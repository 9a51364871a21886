/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/sender.h"

enum { N_TAKES = 4000, MAX_SERVERS = 3 };

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
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 id = first; id < first + n_rows; id++)
    g_array_append_val (ids, id);
  postino_sender_fill (sender, ids, n_rows > 0 ? first + n_rows - 1 : sender->after, due_us);
}

static gint64
take (PostinoSender *sender,
      gint64         server)
{
  guint all = ~0u;

  return postino_sender_take (sender, server, is_open_cb, &all);
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

      fill (sender, 1, N_TAKES, 0);
      for (gint64 server = 1; postino_sender_count_window (sender) > 0; server = server % MAX_SERVERS + 1)
        {
          guint before = taken[server - 1];

          while (is_open_cb (server, &open) && postino_sender_take (sender, server, is_open_cb, &open) != 0)
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
    g_assert_cmpint (postino_sender_take (sender, 1, is_open_cb, &only_first), >, 0);
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
  return g_test_run ();
}
