/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/route.h"

#include "scratch-workspace.h"

#define NOW (G_GINT64_CONSTANT (1000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

static PostinoServer *
make_server (const char *stopped_why,
             double      per_second)
{
  PostinoServer *server = g_new0 (PostinoServer, 1);

  server->id = 3;
  server->profile = postino_smtp_profile_new ("s", "smtp.example.com");
  server->profile->per_second = per_second;
  server->stopped_why = g_strdup (stopped_why);
  return server;
}

static PostinoRoute *
make_route (void)
{
  g_autoptr (PostinoServer) server = make_server (NULL, 0);

  return postino_route_new (server, NULL);
}

static const gint64 pauses_s[] = { 5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600, 600, 600, 600 };

static void
test_back_off (void)
{
  PostinoRoute *route = make_route ();
  gint64 now = NOW;

  for (gsize i = 0; i < G_N_ELEMENTS (pauses_s); i++)
    {
      g_assert_true (postino_route_is_open (route, now));
      postino_route_close (route, "down", now);
      g_assert_false (postino_route_is_open (route, now));
      g_assert_false (postino_route_is_open (route, now + pauses_s[i] * SECOND - 1));
      now += pauses_s[i] * SECOND;
    }
  g_assert_true (postino_route_is_open (route, now));
  g_assert_cmpuint (route->n_failures, ==, G_N_ELEMENTS (pauses_s));
  g_assert_cmpstr (route->why, ==, "down");

  /* What worked once begins with the first pause again. */
  postino_route_succeed (route, NOW);
  g_assert_null (route->why);
  g_assert_cmpuint (route->n_failures, ==, 0);
  postino_route_close (route, "down again", now);
  g_assert_true (postino_route_is_open (route, now + POSTINO_ROUTE_FIRST_PAUSE_US));
  postino_route_free (route);
}

/* Four connections that fail of the same cause are one failure. */
static void
test_failures_at_once (void)
{
  PostinoRoute *route = make_route ();

  for (int i = 0; i < 4; i++)
    postino_route_close (route, i == 0 ? "first" : "later", NOW + i);
  g_assert_cmpuint (route->n_failures, ==, 1);
  g_assert_cmpstr (route->why, ==, "first");
  g_assert_true (postino_route_is_open (route, NOW + POSTINO_ROUTE_FIRST_PAUSE_US));
  postino_route_free (route);
}

/* An hour, whatever ends meanwhile; what is accepted then opens it. */
static void
test_park (void)
{
  PostinoRoute *route = make_route ();

  postino_route_park (route, "550 5.4.5 daily limit", NOW);
  postino_route_close (route, "busy", NOW);
  g_assert_false (postino_route_is_open (route, NOW + POSTINO_ROUTE_PARKED_US - 1));
  g_assert_true (g_str_has_suffix (route->why, "550 5.4.5 daily limit"));
  g_assert_true (postino_route_is_open (route, NOW + POSTINO_ROUTE_PARKED_US));
  g_assert_cmpuint (postino_route_count_allowed (route), ==, 1); /* one connection asks */
  postino_route_succeed (route, NOW); /* it was on its way */
  g_assert_false (postino_route_is_open (route, NOW));
  postino_route_succeed (route, NOW + POSTINO_ROUTE_PARKED_US);
  g_assert_true (postino_route_is_open (route, NOW));
  postino_route_free (route);
}

/* After a failure one connection, and one more for each message that was taken. */
static void
test_regrow (void)
{
  PostinoRoute *route = make_route ();
  guint n = postino_route_count_allowed (route);

  g_assert_cmpuint (n, ==, POSTINO_SMTP_CONNECTIONS_DEFAULT);
  postino_route_close (route, "busy", NOW);
  for (guint i = 1; i < n; i++)
    {
      g_assert_cmpuint (postino_route_count_allowed (route), ==, i);
      postino_route_succeed (route, NOW);
    }
  g_assert_cmpuint (postino_route_count_allowed (route), ==, n);
  postino_route_free (route);
}

/* Until a sign-in was taken one connection tries; what wants none lets all in. */
static void
test_let_in (void)
{
  g_autoptr (PostinoServer) server = make_server (NULL, 0);
  PostinoRoute *route = make_route ();

  g_assert_false (postino_route_let_in (route));
  g_free (server->profile->user);
  server->profile->user = g_strdup ("ann");
  postino_route_update (route, server, NULL);
  g_assert_cmpuint (postino_route_count_allowed (route), ==, 1);
  g_assert_true (postino_route_let_in (route));
  g_assert_cmpuint (postino_route_count_allowed (route), ==, POSTINO_SMTP_CONNECTIONS_DEFAULT);
  g_assert_false (postino_route_let_in (route)); /* the second */
  postino_route_leave (route);
  g_assert_cmpuint (postino_route_count_allowed (route), ==, 1);

  /* More connections while one sends, which signs in no more. */
  postino_route_succeed (route, NOW);
  g_assert_cmpuint (postino_route_count_allowed (route), ==, POSTINO_SMTP_CONNECTIONS_DEFAULT);
  postino_route_stop (route, "535 wrong password");
  postino_route_update (route, server, NULL);
  g_assert_cmpuint (postino_route_count_allowed (route), ==, 1);
  postino_route_free (route);
}

/* By turns; one that failed is left out for a while, and if all fail it is the server. */
static void
test_sources (void)
{
  g_autoptr (PostinoServer) server = make_server (NULL, 0);
  PostinoRoute *route = make_route ();
  gint64 later = NOW + POSTINO_ROUTE_SOURCE_RESTS_US;

  g_assert_null (postino_route_choose_source (route, NOW));
  g_assert_false (postino_route_rest_source (route, NULL, NOW));
  server->profile->sources = g_strsplit ("192.0.2.1 192.0.2.2", " ", -1);
  postino_route_update (route, server, NULL);
  g_assert_cmpstr (postino_route_choose_source (route, NOW), ==, "192.0.2.1");
  g_assert_cmpstr (postino_route_choose_source (route, NOW), ==, "192.0.2.2");
  g_assert_cmpstr (postino_route_choose_source (route, NOW), ==, "192.0.2.1");
  g_assert_true (postino_route_rest_source (route, "192.0.2.1", NOW));
  for (int i = 0; i < 3; i++)
    g_assert_cmpstr (postino_route_choose_source (route, NOW), ==, "192.0.2.2");
  g_assert_cmpstr (postino_route_choose_source (route, later), ==, "192.0.2.1");
  g_assert_false (postino_route_rest_source (route, "192.0.2.2", NOW));
  postino_route_free (route);
}

/* Stopped is until a person looks: neither time nor a late success lifts it. */
static void
test_stop (void)
{
  PostinoRoute *route = make_route ();

  postino_route_stop (route, "535 wrong password");
  g_assert_false (postino_route_is_open (route, G_MAXINT64));
  postino_route_succeed (route, NOW);
  postino_route_close (route, "down", NOW);
  g_assert_false (postino_route_is_open (route, G_MAXINT64));
  g_assert_cmpstr (route->why, ==, "535 wrong password");
  postino_route_free (route);
}

static const struct {
  const char *stopped_why; /* of the server as a person left it */
  gboolean open;
} updates[] = { { NULL, TRUE }, { "by hand", FALSE } };

static void
test_update (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_autoptr (PostinoServer) server = make_server (updates[i].stopped_why, 2);
      PostinoServerCredential *better = postino_server_credential_new (workspace, 3, server->profile, "better");
      PostinoRoute *route = make_route ();

      postino_route_close (route, "down", NOW);
      postino_route_stop (route, "535 wrong password");
      route->n_connections = 2;
      postino_route_update (route, server, better);
      g_assert_cmpint (postino_route_is_open (route, NOW), ==, updates[i].open);
      g_assert_cmpstr (route->why, ==, updates[i].stopped_why);
      g_assert_true (route->credential == better);
      g_assert_cmpuint (route->n_failures, ==, 0);
      g_assert_cmpuint (route->n_connections, ==, 2); /* they are still there */
      g_assert_cmpint (route->pace.interval_us, ==, SECOND / 2);
      postino_route_free (route);
    }
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* A new speed holds from the last message on: changing it lets none through early. */
static void
test_update_keeps_pace (void)
{
  g_autoptr (PostinoServer) slow = make_server (NULL, 1);
  g_autoptr (PostinoServer) slower = make_server (NULL, 0.5);
  PostinoRoute *route = postino_route_new (slow, NULL);

  g_assert_cmpint (postino_pace_take (&route->pace, NOW), ==, 0);
  postino_route_update (route, slower, NULL);
  g_assert_cmpint (postino_pace_take (&route->pace, NOW), ==, SECOND);
  postino_route_free (route);
}

/* A limit that is used up closes it without being a failure, says so, and opens it in time; what an earlier run sent
 * counts, and so may its last moment. */
static void
test_limits (void)
{
  g_autoptr (PostinoServer) server = make_server (NULL, 0);
  g_autofree char *why = NULL;
  PostinoRoute *route;

  server->profile->per_minute = 6;
  server->profile->per_day = 3;
  route = postino_route_new (server, NULL);
  postino_route_remember (route, 3600 * SECOND, 2, NOW);
  g_assert_cmpint (postino_pace_take (&route->pace, NOW), ==, 0); /* an hour ago */
  postino_route_remember (route, 0, 1, NOW);
  g_assert_cmpint (postino_pace_take (&route->pace, NOW), ==, 10 * SECOND);
  g_assert_false (postino_route_is_open (route, NOW));
  why = postino_route_explain (route, NOW, 0);
  g_assert_nonnull (strstr (why, "3"));
  g_assert_cmpuint (route->n_failures, ==, 0);
  g_assert_true (postino_route_is_open (route, NOW + (23 * 3600 + 60) * SECOND));
  g_assert_null (postino_route_explain (route, NOW + (23 * 3600 + 60) * SECOND, 0));
  server->profile->per_day = 10;
  postino_route_update (route, server, NULL);
  g_assert_true (postino_route_is_open (route, NOW + (23 * 3600 + 60) * SECOND));
  postino_route_free (route);
}

/* Out of reach is no failure, whatever connections say meanwhile; within reach again it is tried at once. */
static void
test_away (void)
{
  PostinoRoute *route = make_route ();
  g_autofree char *why = NULL;

  postino_route_close (route, "down", NOW);
  postino_route_set_away (route, "no network");
  postino_route_close (route, "unreachable", NOW + 9 * SECOND);
  g_assert_cmpuint (route->n_failures, ==, 1);
  g_assert_false (postino_route_is_open (route, NOW + 9 * SECOND));
  why = postino_route_explain (route, NOW, 0);
  g_assert_cmpstr (why, ==, "no network");
  postino_route_set_away (route, NULL);
  g_assert_true (postino_route_is_open (route, NOW));
  g_assert_cmpuint (route->n_failures, ==, 0);

  postino_route_stop (route, "535");
  postino_route_set_away (route, "no network");
  postino_route_set_away (route, NULL);
  g_assert_false (postino_route_is_open (route, NOW));
  postino_route_free (route);
}

/* What its provider has asked for holds on. */
static void
test_parked_away (void)
{
  PostinoRoute *route = make_route ();

  postino_route_park (route, "full", NOW);
  postino_route_set_away (route, "no network");
  postino_route_set_away (route, NULL);
  g_assert_false (postino_route_is_open (route, NOW + POSTINO_ROUTE_PARKED_US - 1));
  postino_route_free (route);
}

static const struct {
  const char *host;
  gboolean is_direct;
  gboolean is_local;
} places[] = {
  { "localhost", FALSE, TRUE },         { "LocalHost", FALSE, TRUE }, { "127.0.0.1", FALSE, TRUE },
  { "127.9.9.9", FALSE, TRUE },         { "::1", FALSE, TRUE },       { "192.0.2.1", FALSE, FALSE },
  { "smtp.example.com", FALSE, FALSE }, { "::2", FALSE, FALSE },      { "localhost", TRUE, FALSE },
};

static void
test_local (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      PostinoRoute *route = make_route ();

      g_free (route->profile->host);
      route->profile->host = g_strdup (places[i].host);
      route->profile->is_direct = places[i].is_direct;
      g_assert_cmpint (postino_route_is_local (route), ==, places[i].is_local);
      postino_route_free (route);
    }
}

static void
test_new (void)
{
  g_autoptr (PostinoServer) server = make_server ("stopped yesterday", 0);
  PostinoRoute *route = postino_route_new (server, NULL);

  g_assert_cmpint (route->id, ==, 3);
  g_assert_false (postino_route_is_open (route, NOW));
  g_assert_cmpstr (route->why, ==, "stopped yesterday");
  g_assert_cmpstr (route->profile->host, ==, "smtp.example.com");
  g_assert_true (route->profile != server->profile);
  postino_route_free (route);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/route/back-off", test_back_off);
  g_test_add_func ("/route/failures-at-once", test_failures_at_once);
  g_test_add_func ("/route/park", test_park);
  g_test_add_func ("/route/regrow", test_regrow);
  g_test_add_func ("/route/let-in", test_let_in);
  g_test_add_func ("/route/stop", test_stop);
  g_test_add_func ("/route/update", test_update);
  g_test_add_func ("/route/update-keeps-pace", test_update_keeps_pace);
  g_test_add_func ("/route/limits", test_limits);
  g_test_add_func ("/route/away", test_away);
  g_test_add_func ("/route/parked-away", test_parked_away);
  g_test_add_func ("/route/local", test_local);
  g_test_add_func ("/route/new", test_new);
  g_test_add_func ("/route/sources", test_sources);
  return g_test_run ();
}
