/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET for documents of strangers, bounded in every direction: bytes, seconds, redirects. libsoup
 * follows redirects by itself, also to plain HTTP; so they are followed here, and each has to be
 * HTTPS again. Nothing is kept from one call to the next: no cookies, no cache, no connection.
 *
 * The whole is one asynchronous task, so that one deadline holds for all of it (net/wait): a server
 * that sends a byte now and then never trips a timeout of its own. */

#include "net/https-get.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "base/error.h"
#include "net/wait.h"

typedef struct {
  SoupSession *session;
  SoupMessage *message; /* what is asked now */
  GUri *url;
  guint n_redirects;
  guint8 *buffer;
} Fetch;

static void
free_fetch (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->message);
  g_clear_object (&fetch->session);
  g_clear_pointer (&fetch->url, g_uri_unref);
  g_free (fetch->buffer);
  g_free (fetch);
}

static gboolean
is_https (GUri *url)
{
  return url != NULL && g_strcmp0 (g_uri_get_scheme (url), "https") == 0
         && g_uri_get_host (url) != NULL && *g_uri_get_host (url) != '\0';
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n_bytes = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_bytes, &error))
    g_task_return_error (task, error);
  else if (n_bytes > POSTINO_HTTPS_MAX_BYTES)
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                             _("What “%s” sends is too long"), g_uri_get_host (fetch->url));
  else
    g_task_return_pointer (task, g_bytes_new (fetch->buffer, n_bytes),
                           (GDestroyNotify) g_bytes_unref);
}

static void
read_answer (GTask        *task,
             GInputStream *stream)
{
  Fetch *fetch = g_task_get_task_data (task);

  /* one byte more than may be: then it is known that it is too long */
  fetch->buffer = g_malloc (POSTINO_HTTPS_MAX_BYTES + 1);
  g_input_stream_read_all_async (stream, fetch->buffer, POSTINO_HTTPS_MAX_BYTES + 1,
                                 G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                                 g_object_ref (task));
}

/* FALSE: it is at its end, with an error. */
static gboolean
go_on (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const char *place = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Location");
  g_autoptr (GUri) next = place != NULL ? g_uri_parse_relative (fetch->url, place, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (!is_https (next))
    {
      g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                               _("“%s” leads to an address that is not https://"), g_uri_get_host (fetch->url));
      return FALSE;
    }
  if (fetch->n_redirects == POSTINO_HTTPS_MAX_REDIRECTS)
    {
      g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_LIMIT, _("“%s” leads on and on"),
                               g_uri_get_host (fetch->url));
      return FALSE;
    }
  fetch->n_redirects++;
  g_uri_unref (fetch->url);
  fetch->url = g_steal_pointer (&next);
  return TRUE;
}

/* Asks and is called back, and asks again where the answer is somewhere else. */
static void
ask (GTask              *task,
     GAsyncReadyCallback answered_cb)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_clear_object (&fetch->message);
  fetch->message = soup_message_new_from_uri ("GET", fetch->url);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (fetch->session, fetch->message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GInputStream) stream
    = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status;

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  status = soup_message_get_status (fetch->message);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      if (go_on (task))
        ask (task, answered_cb);
    }
  else if (status == SOUP_STATUS_OK)
    read_answer (task, stream);
  else
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                             _("“%s” has no such document (%u)"), g_uri_get_host (fetch->url), status);
}

/* In our own words; takes @cause over. */
static void
explain (GError     *cause,
         const char *host,
         gboolean    timed_out,
         GError    **error)
{
  g_autoptr (GError) owned = cause;

  if (timed_out)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT, _("“%s” does not answer in time"),
                 host);
  else if (cause->domain == POSTINO_ERROR
           || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, POSTINO_ERROR,
                 cause->domain == G_TLS_ERROR ? POSTINO_ERROR_TLS : POSTINO_ERROR_FAILED,
                 _("“%s” cannot be asked: %s"), host, cause->message);
}

static Fetch *
make_fetch (GUri         *url,
            GTlsDatabase *trust)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->url = g_uri_ref (url);
  fetch->session = soup_session_new_with_options ("user-agent", "Postino/" POSTINO_VERSION, NULL);
  if (trust != NULL)
    soup_session_set_tls_database (fetch->session, trust);
  return fetch;
}

GBytes *
postino_https_get (const char   *url,
                   GTlsDatabase *trust,
                   guint         timeout_ms,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (GUri) parsed = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_auto (PostinoWait) wait = { 0 };
  g_autoptr (GTask) task = NULL;
  GError *cause = NULL;
  GBytes *bytes;

  if (!is_https (parsed))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is no https:// address"), url);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  postino_wait_begin (&wait, cancellable);
  task = g_task_new (NULL, wait.cancellable, postino_wait_ready_cb, &wait);
  g_task_set_task_data (task, make_fetch (parsed, trust), free_fetch);
  ask (task, answered_cb);
  postino_wait_for_result (&wait, timeout_ms);
  bytes = g_task_propagate_pointer (task, &cause);
  if (bytes == NULL)
    explain (cause, g_uri_get_host (parsed), wait.timed_out, error);
  return bytes;
}
