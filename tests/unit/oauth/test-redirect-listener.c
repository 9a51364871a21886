/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/redirect-listener.h"

#include <libsoup/soup.h>

typedef struct {
  guint n_told;
  char *code;
  char *refusal;
  PostinoRedirectListener *listener;
} Told;

static void
told_cb (const char *code,
         const char *refusal,
         gpointer    user_data)
{
  Told *told = user_data;

  told->n_told++;
  told->code = g_strdup (code);
  told->refusal = g_strdup (refusal);
  /* whoever is told may end it at once */
  g_clear_pointer (&told->listener, postino_redirect_listener_free);
}

typedef struct {
  GBytes *page;
  GError *error;
  gboolean is_over;
} Visit;

static void
visited_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Visit *visit = user_data;

  visit->page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &visit->error);
  visit->is_over = TRUE;
}

/* What the browser gets; 0 if nothing answers. */
static guint
visit_page (guint       port,
            const char *method,
            const char *path)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", port, path);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  Visit visit = { 0 };
  guint status;

  soup_session_send_and_read_async (session, message, 0, NULL, visited_cb, &visit);
  while (!visit.is_over)
    g_main_context_iteration (NULL, TRUE);
  status = visit.error != NULL ? 0 : soup_message_get_status (message);
  if (status == 200)
    {
      g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message), "Cache-Control"), ==,
                       "no-store");
      g_assert_cmpuint (g_bytes_get_size (visit.page), >, 100);
    }
  g_clear_pointer (&visit.page, g_bytes_unref);
  g_clear_error (&visit.error);
  return status;
}

static const struct {
  const char *method;
  const char *path;
  guint status;
  const char *code; /* what is told; both NULL: nothing */
  const char *refusal;
} cases[] = {
  { "GET", "/?code=abc&state=ours", 200, "abc", NULL },
  { "GET", "/?state=ours&code=a%2Fb&scope=x", 200, "a/b", NULL },
  { "GET", "/?error=access_denied&state=ours", 200, NULL, "access_denied" },
  { "GET", "/?error=access_denied&code=x&state=ours", 200, NULL, "access_denied" },
  { "GET", "/?state=ours", 200, NULL, "" },
  { "GET", "/?state=ours&code=", 200, NULL, "" },
  { "GET", "/", 404, NULL, NULL },
  { "GET", "/favicon.ico", 404, NULL, NULL },
  { "GET", "/?code=abc", 404, NULL, NULL },
  { "GET", "/?code=abc&state=theirs", 404, NULL, NULL },
  { "GET", "/?code=abc&state=", 404, NULL, NULL },
  { "GET", "/?code=abc&state=OURS", 404, NULL, NULL },
  { "GET", "/x?code=abc&state=ours", 404, NULL, NULL },
  { "POST", "/?code=abc&state=ours", 404, NULL, NULL },
  { "HEAD", "/?code=abc&state=ours", 404, NULL, NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Told told = { 0 };
      gboolean is_end = cases[i].code != NULL || cases[i].refusal != NULL;
      guint port;

      told.listener = postino_redirect_listener_new ("ours", told_cb, &told, &error);
      g_assert_no_error (error);
      port = postino_redirect_listener_get_port (told.listener);
      g_assert_cmpuint (visit_page (port, cases[i].method, cases[i].path), ==, cases[i].status);
      while (is_end && told.n_told == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (told.n_told, ==, is_end);
      g_assert_cmpstr (told.code, ==, cases[i].code);
      g_assert_cmpstr (told.refusal, ==, cases[i].refusal);
      g_clear_pointer (&told.listener, postino_redirect_listener_free);
      g_assert_cmpuint (visit_page (port, "GET", "/"), ==, 0); /* nobody listens any more */
      g_free (told.code);
      g_free (told.refusal);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redirect-listener/cases", test_cases);
  return g_test_run ();
}
