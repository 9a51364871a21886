/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "running-collector.h"

#define API_KEY "correct-horse"
#define LINK "https://shop.example/offer?a=1&b=%C3%A8"

enum { CAMPAIGN = 7, TEST_CAMPAIGN = 8, UNKNOWN_CAMPAIGN = 9, ROW = 4711, PAGE = 1000, N_SCANS = 100 };

typedef struct {
  char *folder;
  char *path;
  guint8 key[POSTINO_TOKEN_KEY_SIZE];
  PostinoSpool *spool;
  RunningCollector collector;
} Fixture;

static void
publish (Fixture    *fixture,
         gint64      campaign,
         gboolean    is_test,
         const char *language)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  PostinoPublication publication = { campaign, is_test, (char *) "Bottega <Bianchi>", (char *) language, urls };

  g_ptr_array_add (urls, (char *) LINK);
  g_assert_true (postino_spool_publish (fixture->spool, &publication, NULL, 1, &error));
  g_assert_no_error (error);
}

static PostinoSpool *
open_spool (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  PostinoSpool *spool;

  g_ptr_array_add (keys, g_bytes_new (fixture->key, sizeof fixture->key));
  spool = postino_spool_open (fixture->path, keys, &error);
  g_assert_no_error (error);
  return spool;
}

static void
make_folder (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  memset (fixture->key, 0x5a, sizeof fixture->key);
  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "spool.db", NULL);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  make_folder (fixture);
  fixture->spool = open_spool (fixture);
  publish (fixture, CAMPAIGN, FALSE, "it");
  publish (fixture, TEST_CAMPAIGN, TRUE, NULL);
  start_collector (&fixture->collector, fixture->spool, API_KEY);
}

static void
remove_folder (Fixture *fixture)
{
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  stop_collector (&fixture->collector);
  postino_spool_close (fixture->spool);
  remove_folder (fixture);
}

static char *
make_path (Fixture         *fixture,
           PostinoTokenKind kind,
           gint64           campaign,
           gint64           row,
           guint            link)
{
  const PostinoToken token = { kind, campaign, row, link };
  g_autofree char *text = postino_token_seal (fixture->key, &token);

  return g_strdup_printf ("/%c/%s", (char) kind, text);
}

static GPtrArray *
read_hits (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  g_assert_true (postino_spool_flush (fixture->spool, &error));
  hits = postino_spool_page (fixture->spool, 0, PAGE, &error);
  g_assert_no_error (error);
  return hits;
}

static const char *
get_header (SoupMessage *message,
            const char  *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (message), name);
}

static void
check_strict_headers (SoupMessage *message)
{
  g_assert_cmpstr (get_header (message, "X-Content-Type-Options"), ==, "nosniff");
  g_assert_cmpstr (get_header (message, "Referrer-Policy"), ==, "no-referrer");
  g_assert_cmpstr (get_header (message, "Cache-Control"), ==, "no-store");
  g_assert_true (g_str_has_prefix (get_header (message, "Content-Security-Policy"), "default-src 'none'"));
  g_assert_null (get_header (message, "Set-Cookie"));
  g_assert_null (get_header (message, "Server"));
}

static void
test_open (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const methods[] = { "GET", "HEAD" };
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_OPEN, CAMPAIGN, ROW, 0);
  g_autoptr (GPtrArray) hits = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (SoupMessage) message = NULL;
      g_autoptr (GBytes) body = fetch (&fixture->collector, methods[i], path, NULL, &message);

      g_assert_cmpuint (soup_message_get_status (message), ==, 200);
      g_assert_cmpstr (get_header (message, "Content-Type"), ==, "image/gif");
      g_assert_cmpstr (get_header (message, "Content-Length"), ==, "43");
      g_assert_cmpuint (g_bytes_get_size (body), ==, i == 0 ? 43 : 0);
      if (i == 0)
        g_assert_cmpint (memcmp (g_bytes_get_data (body, NULL), "GIF89a", 6), ==, 0);
      check_strict_headers (message);
    }
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 2);
  for (guint i = 0; i < hits->len; i++)
    {
      const PostinoHit *hit = hits->pdata[i];

      g_assert_cmpint (hit->kind, ==, 'o');
      g_assert_cmpint (hit->row, ==, ROW);
      g_assert_cmpstr (hit->method, ==, methods[i]);
      g_assert_cmpstr (hit->ip, ==, "127.0.0.0");
      g_assert_cmpstr (hit->agent, ==, "Mozilla/5.0 Gecko/1");
    }
}

/* Of nobody in particular: counted, and nothing kept of who it was. */
static void
test_aggregate (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_OPEN, CAMPAIGN, 0, 0);
  g_autoptr (GPtrArray) hits = NULL;

  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", path, NULL), ==, 200);
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_null (((PostinoHit *) hits->pdata[0])->ip);
  g_assert_null (((PostinoHit *) hits->pdata[0])->agent);
}

static void
test_click (Fixture      *fixture,
            gconstpointer data)
{
  static const char *const methods[] = { "GET", "HEAD" };
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_CLICK, CAMPAIGN, ROW, 0);
  g_autofree char *no_link = make_path (fixture, POSTINO_TOKEN_CLICK, CAMPAIGN, ROW, 1);
  g_autofree char *no_campaign = make_path (fixture, POSTINO_TOKEN_CLICK, UNKNOWN_CAMPAIGN, ROW, 0);
  g_autoptr (GPtrArray) hits = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (SoupMessage) message = NULL;
      g_autoptr (GBytes) body = fetch (&fixture->collector, methods[i], path, NULL, &message);

      g_assert_cmpuint (soup_message_get_status (message), ==, 302);
      g_assert_cmpstr (get_header (message, "Location"), ==, LINK);
      check_strict_headers (message);
    }
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", no_link, NULL), ==, 404);
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", no_campaign, NULL), ==, 404);
  g_assert_cmpuint (fetch_status (&fixture->collector, "POST", path, "x=1"), ==, 405);
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 2);
}

/* Somebody holds the spool's write lock: redirects and pixels are answered all the same, and counted afterwards. */
static void
test_locked (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *click = make_path (fixture, POSTINO_TOKEN_CLICK, CAMPAIGN, ROW, 0);
  g_autofree char *open = make_path (fixture, POSTINO_TOKEN_OPEN, CAMPAIGN, ROW, 0);
  g_autoptr (PostinoDb) other = postino_db_open (fixture->path, POSTINO_DB_READ_WRITE, &error);
  g_autoptr (GPtrArray) hits = NULL;

  g_assert_no_error (error);
  g_assert_true (postino_db_begin (other, &error));
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", click, NULL), ==, 302);
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", open, NULL), ==, 200);
  postino_db_rollback (other);
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 2);
}

/* No byte of a token can be changed, nor can it serve for another purpose. */
static void
test_changed (Fixture      *fixture,
              gconstpointer data)
{
  static const PostinoTokenKind kinds[] = { POSTINO_TOKEN_OPEN, POSTINO_TOKEN_CLICK, POSTINO_TOKEN_UNSUBSCRIBE };
  g_autoptr (GPtrArray) hits = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = make_path (fixture, kinds[i], CAMPAIGN, ROW, 0);

      for (gsize at = strlen ("/o/"); at < strlen (path); at++)
        {
          g_autofree char *changed = g_strdup (path);

          changed[at] = path[at] == 'A' ? 'B' : 'A';
          g_assert_cmpuint (fetch_status (&fixture->collector, "GET", changed, NULL), ==, 404);
        }
      for (gsize other = 0; other < G_N_ELEMENTS (kinds); other++)
        {
          g_autofree char *moved = g_strdup (path);

          if (other == i)
            continue;
          moved[1] = (char) kinds[other];
          g_assert_cmpuint (fetch_status (&fixture->collector, "GET", moved, NULL), ==, 404);
        }
    }
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 0);
}

/* However often a scanner looks at it, nobody is unsubscribed. */
static void
test_unsubscribe_get (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_autoptr (GPtrArray) hits = NULL;

  for (int i = 0; i < N_SCANS; i++)
    {
      g_autoptr (SoupMessage) message = NULL;
      g_autoptr (GBytes) body = fetch (&fixture->collector, i % 2 == 0 ? "GET" : "HEAD", path, NULL, &message);
      g_autofree char *html = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

      g_assert_cmpuint (soup_message_get_status (message), ==, 200);
      check_strict_headers (message);
      g_assert_cmpstr (get_header (message, "Content-Language"), ==, "it");
      if (i % 2 != 0)
        continue;
      g_assert_nonnull (strstr (html, "<html lang=\"it\">"));
      g_assert_nonnull (strstr (html, "Bottega &lt;Bianchi&gt;"));
      g_assert_nonnull (strstr (html, "<form method=\"post\">"));
      g_assert_nonnull (strstr (html, "Disiscrivimi"));
    }
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 0);
}

static const struct {
  const char *body;
  guint status;
  const char *method; /* of the hit; NULL: none is spooled */
} wishes[] = {
  { "List-Unsubscribe=One-Click", 200, POSTINO_HIT_ONE_CLICK },
  { "confirm=yes", 200, POSTINO_HIT_BUTTON },
  { "confirm=no", 400, NULL },
  { "", 400, NULL },
  { "List-Unsubscribe=Two-Clicks", 400, NULL },
};

static void
test_unsubscribe_post (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_autofree char *unknown = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, UNKNOWN_CAMPAIGN, ROW, 0);
  gint64 upto = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autoptr (SoupMessage) message = NULL;
      g_autoptr (GBytes) body = fetch (&fixture->collector, "POST", path, wishes[i].body, &message);
      g_autoptr (GPtrArray) hits = read_hits (fixture);

      g_assert_cmpuint (soup_message_get_status (message), ==, wishes[i].status);
      check_strict_headers (message);
      g_assert_cmpstr (get_header (message, "Connection"), ==, "close");
      g_assert_cmpuint (hits->len, ==, wishes[i].method != NULL ? 1 : 0);
      if (wishes[i].method == NULL)
        continue;
      g_assert_cmpstr (((PostinoHit *) hits->pdata[0])->method, ==, wishes[i].method);
      g_assert_cmpint (((PostinoHit *) hits->pdata[0])->kind, ==, 'u');
      upto = ((PostinoHit *) hits->pdata[0])->id;
      g_assert_true (postino_spool_acknowledge (fixture->spool, upto, NULL));
    }

  /* A campaign this collector was never told of: the wish counts all the same. */
  {
    g_autoptr (GPtrArray) hits = NULL;

    g_assert_cmpuint (fetch_status (&fixture->collector, "POST", unknown, "confirm=yes"), ==, 200);
    hits = read_hits (fixture);
    g_assert_cmpuint (hits->len, ==, 1);
  }
}

static void
test_unsubscribe_multipart (Fixture      *fixture,
                            gconstpointer data)
{
  static const char body[] = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", fixture->collector.port, path);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GBytes) answer = NULL;

  soup_message_set_request_body_from_bytes (message, "multipart/form-data; boundary=b", bytes);
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (((PostinoHit *) hits->pdata[0])->method, ==, POSTINO_HIT_ONE_CLICK);
}

/* A test, and a message rendered only for looking at. */
static void
test_unsubscribe_test (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *test = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, TEST_CAMPAIGN, ROW, 0);
  g_autofree char *preview = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, 0, 0);
  g_autoptr (GPtrArray) hits = NULL;

  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", test, NULL), ==, 200);
  g_assert_cmpuint (fetch_status (&fixture->collector, "POST", test, "confirm=yes"), ==, 200);
  g_assert_cmpuint (fetch_status (&fixture->collector, "POST", preview, "List-Unsubscribe=One-Click"), ==, 200);
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 0);
}

static const struct {
  const char *method;
  const char *path;
  guint status;
} strays[] = {
  { "GET", "/", 404 },
  { "GET", "/o/", 404 },
  { "GET", "/c/..%2f..%2fetc/passwd", 400 },
  { "GET", "/favicon.ico", 404 },
  { "POST", "/", 404 },
  { "PUT", "/u/x", 405 },
  { "DELETE", "/", 405 },
  { "OPTIONS", "/o/x", 405 },
  { "POST", "/o/x", 405 },
  { "GET", "/api/v1/publish", 405 },
  { "GET", "/api/v1/events/", 404 },
};

static void
test_strays (Fixture      *fixture,
             gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strays); i++)
    {
      g_test_message ("%s %s", strays[i].method, strays[i].path);
      g_assert_cmpuint (fetch_status (&fixture->collector, strays[i].method, strays[i].path, NULL), ==, strays[i].status);
    }
}

static void
test_body_limit (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_autofree char *body = g_strnfill (POSTINO_COLLECTOR_MAX_BODY + 1, 'x');

  memcpy (body, "confirm=yes&", strlen ("confirm=yes&"));
  g_assert_cmpuint (fetch_status (&fixture->collector, "POST", path, body), ==, 413);
  body[POSTINO_COLLECTOR_MAX_BODY] = '\0';
  g_assert_cmpuint (fetch_status (&fixture->collector, "POST", path, body), ==, 200);
}

/* Raw bytes, since libsoup's client would not send them. Reads to the end; yours. */
static char *
talk (Fixture    *fixture,
      const char *bytes,
      gsize       n_bytes)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  GString *answer = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->collector.port, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, n_bytes, NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                   NULL))
         > 0)
    g_string_append_len (answer, buffer, n);
  return g_string_free (answer, FALSE);
}

static void
test_chunked_limit (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *path = make_path (fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_autoptr (GString) request = g_string_new (NULL);
  g_autofree char *chunk = g_strnfill (0x1000, 'x');
  g_autofree char *answer = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  g_string_printf (request, "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", path);
  g_string_append (request, "b\r\nconfirm=yes\r\n");
  for (int i = 0; i < 2 * POSTINO_COLLECTOR_MAX_BODY / 0x1000; i++)
    g_string_append_printf (request, "1000\r\n%s\r\n", chunk);
  g_string_append (request, "0\r\n\r\n");
  answer = talk (fixture, request->str, request->len);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
  hits = read_hits (fixture);
  g_assert_cmpuint (hits->len, ==, 0);
}

/* Hostile first lines: an answer or a closed door, never a hang or a crash, and the next one is served. */
static void
test_hostile (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const requests[] = {
    "GET / HTTP/9.9\r\n\r\n",
    "\r\n\r\n\r\n",
    "GET /o/%00%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET http://other.example/o/x HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /u/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1,0-1,0-1\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection
        = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->collector.port, NULL, NULL);

      g_assert_nonnull (connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), requests[i],
                                 strlen (requests[i]), NULL, NULL, NULL);
      g_assert_cmpuint (fetch_status (&fixture->collector, "GET", "/", NULL), ==, 404);
    }
}

static void
test_api_key (Fixture      *fixture,
              gconstpointer data)
{
  static const struct {
    const char *authorization;
    guint status;
  } cases[] = {
    { "Bearer " API_KEY, 200 },
    { "Bearer " API_KEY "x", 401 },
    { "Bearer correct-hors", 401 },
    { "Bearer correct-horsf", 401 },
    { "Bearer ", 401 },
    { "Basic " API_KEY, 401 },
    { NULL, 401 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/api/v1/events?after=0", fixture->collector.port);
      g_autoptr (SoupSession) session = soup_session_new ();
      g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
      g_autoptr (GBytes) answer = NULL;

      if (cases[i].authorization != NULL)
        soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                      cases[i].authorization);
      answer = soup_session_send_and_read (session, message, NULL, NULL);
      g_assert_cmpuint (soup_message_get_status (message), ==, cases[i].status);
    }
}

/* A collector killed at the very moment its 200 has arrived still has the wish: a process of its own, killed hard. */
static void
test_killed_after_answer (void)
{
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  int ports[2];
  pid_t child;

  make_folder (&fixture);
  g_assert_cmpint (pipe (ports), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fixture.spool = open_spool (&fixture);
      start_collector (&fixture.collector, fixture.spool, NULL);
      if (write (ports[1], &fixture.collector.port, sizeof fixture.collector.port) < 0)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (ports[0], &fixture.collector.port, sizeof fixture.collector.port), ==,
                   sizeof fixture.collector.port);
  path = make_path (&fixture, POSTINO_TOKEN_UNSUBSCRIBE, CAMPAIGN, ROW, 0);
  g_assert_cmpuint (fetch_status (&fixture.collector, "POST", path, "List-Unsubscribe=One-Click"), ==, 200);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (ports[0]);
  close (ports[1]);

  fixture.spool = open_spool (&fixture);
  hits = read_hits (&fixture);
  g_assert_cmpuint (hits->len, ==, 1);
  postino_spool_close (fixture.spool);
  remove_folder (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/killed-after-answer", test_killed_after_answer); /* first: it forks */
#define ADD(NAME, FUNC) g_test_add ("/collector/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("open", test_open);
  ADD ("aggregate", test_aggregate);
  ADD ("click", test_click);
  ADD ("locked", test_locked);
  ADD ("changed", test_changed);
  ADD ("unsubscribe-get", test_unsubscribe_get);
  ADD ("unsubscribe-post", test_unsubscribe_post);
  ADD ("unsubscribe-multipart", test_unsubscribe_multipart);
  ADD ("unsubscribe-test", test_unsubscribe_test);
  ADD ("strays", test_strays);
  ADD ("body-limit", test_body_limit);
  ADD ("chunked-limit", test_chunked_limit);
  ADD ("hostile", test_hostile);
  ADD ("api-key", test_api_key);
#undef ADD
  return g_test_run ();
}
