/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A web site over HTTPS on 127.0.0.1, on a thread of its own: a page a path. Its name leads here by
 * the resolver of the process, which answers out of a zone. */

#include <libsoup/soup.h>
#include <string.h>

#include "net/dns-zone.h"
#include "tests/fakes/fake-certificate.h"

typedef struct {
  const char *path;
  guint status;         /* 0: no answer ever */
  const char *location; /* of a redirect; NULL */
  const char *body;
  gsize n_bytes;        /* of the body, repeated as often as needed; 0: once */
} FakePage;

typedef struct {
  const FakePage *pages; /* the last has no path */
  GMutex lock;
  GCond ready;
  GMainLoop *loop;
  GThread *thread;
  guint port;
  guint n_asked;
  char *query; /* of the last question */
  FakeCertificate authority;
  FakeCertificate certificate;
  char *trust_file; /* is read again at every connection */
  GTlsDatabase *trust;
} FakeSite;

static void
fake_site_fill (SoupServerMessage *message,
                const FakePage    *page)
{
  g_autoptr (GString) body = g_string_new (page->body);

  while (body->len < page->n_bytes)
    g_string_append (body, page->body);
  soup_server_message_set_status (message, page->status, NULL);
  if (page->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", page->location);
  soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_COPY, body->str, body->len);
}

static void
fake_site_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           user_data)
{
  FakeSite *site = user_data;
  const FakePage nothing = { path, 404, NULL, "no", 0 };
  const FakePage *page = site->pages;

  while (page->path != NULL && strcmp (page->path, path) != 0)
    page++;
  if (page->path == NULL)
    page = &nothing;
  g_mutex_lock (&site->lock);
  site->n_asked++;
  g_free (site->query);
  site->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  g_mutex_unlock (&site->lock);
  if (page->status == 0)
    soup_server_message_pause (message); /* for ever */
  else
    fake_site_fill (message, page);
}

static gpointer
fake_site_run (gpointer data)
{
  FakeSite *site = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupServer) server = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_main_context_push_thread_default (context);
  certificate = g_tls_certificate_new_from_pem (site->certificate.pem, -1, &error);
  g_assert_no_error (error);
  server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server, NULL, fake_site_cb, site, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  g_mutex_lock (&site->lock);
  site->port = (guint) g_uri_get_port (uris->data);
  site->loop = g_main_loop_new (context, FALSE);
  g_cond_signal (&site->ready);
  g_mutex_unlock (&site->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (site->loop);
  soup_server_disconnect (server);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* Its certificate is for @host, of an authority that only site->trust knows. */
static void
fake_site_start (FakeSite       *site,
                 const char     *host,
                 const FakePage *pages)
{
  *site = (FakeSite) { .pages = pages };
  fake_certificate_make (&site->authority, NULL, "Authority", NULL, -1, 30);
  fake_certificate_make (&site->certificate, &site->authority, "Site", host, -1, 30);
  site->trust_file = fake_certificate_write (&site->authority);
  site->trust = g_tls_file_database_new (site->trust_file, NULL);
  g_assert_nonnull (site->trust);
  g_mutex_init (&site->lock);
  g_cond_init (&site->ready);
  site->thread = g_thread_new ("site", fake_site_run, site);
  g_mutex_lock (&site->lock);
  while (site->loop == NULL)
    g_cond_wait (&site->ready, &site->lock);
  g_mutex_unlock (&site->lock);
}

static gboolean
fake_site_quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
fake_site_stop (FakeSite *site)
{
  GSource *quit = g_idle_source_new ();

  g_source_set_callback (quit, fake_site_quit_cb, site->loop, NULL);
  g_source_attach (quit, g_main_loop_get_context (site->loop));
  g_source_unref (quit);
  g_thread_join (site->thread);
  g_main_loop_unref (site->loop);
  g_mutex_clear (&site->lock);
  g_cond_clear (&site->ready);
  g_object_unref (site->trust);
  g_unlink (site->trust_file);
  g_free (site->trust_file);
  fake_certificate_clear (&site->certificate);
  fake_certificate_clear (&site->authority);
  g_free (site->query);
}

/* From here on the process knows the names of @zone, no others, and no proxies: libproxy throws C++
 * exceptions, which the sanitizers do not bear in a program in C. First of all in main (). */
static void
fake_site_name (const char *zone)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GResolver) resolver = NULL;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  resolver = postino_dns_zone_new (zone, &error);
  g_assert_no_error (error);
  g_resolver_set_default (resolver);
}
