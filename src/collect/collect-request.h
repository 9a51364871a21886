/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "base/clock.h"
#include "collect/spool.h"

/* One request on its way through a handler, on the collector's own thread. All borrowed. */
typedef struct {
  SoupServer *server;
  SoupServerMessage *message;
  PostinoSpool *spool;
  PostinoClock *clock;
  const char *api_key; /* NULL: the API answers nobody */
  const char *rest;    /* of the path, behind the route's own part */
  GHashTable *query;   /* NULL: none */
  guint *n_waiting;    /* requests whose answer waits for the disk */
} PostinoCollectRequest;

/* What has to wait for the disk: on a thread of its own. FALSE with @error is handed on to the
 * answer. */
typedef gboolean (*PostinoCollectWork)   (PostinoSpool *spool, gpointer data, GError **error);
/* Answers when the work is done, on the collector's thread; @error NULL if it went well. */
typedef void     (*PostinoCollectAnswer) (const PostinoCollectRequest *request, gpointer data,
                                          const GError *error);

/* Has @work done without holding up other requests, then @answer; @data goes with @destroy after
 * both. */
void        postino_collect_request_run_apart  (const PostinoCollectRequest *request,
                                                PostinoCollectWork work,
                                                PostinoCollectAnswer answer, gpointer data, GDestroyNotify destroy);

/* Opens the token that is the rest of the path. FALSE for one that is not of this kind or that
 * nobody sealed: the request has been answered with 404 then. */
gboolean    postino_collect_request_open_token (const PostinoCollectRequest *request,
                                                PostinoTokenKind kind,
                                                PostinoToken *token);

/* What happened, for the spool; yours. Of nobody in particular (row 0) neither address nor program
 * is kept. */
PostinoHit *postino_collect_request_make_hit   (const PostinoCollectRequest *request,
                                                const PostinoToken *token,
                                                const char *method);

/* Answers with a body; @type NULL for none. Every answer carries the headers that keep browsers and
 * caches strict. */
void        postino_collect_answer             (SoupServerMessage *message, guint status,
                                                const char *type,
                                                const char *body, gsize n_bytes);

/* "203.0.113.77" → "203.0.113.0", "2001:db8:1:2::3" → "2001:db8:1::"; NULL for what is no address.
 * Yours. */
char       *postino_collect_shorten_ip         (const char *ip);

/* Whose request it is: the peer, or, if that is a proxy on this machine, the last address of
 * X-Forwarded-For, which that proxy has put there. Shortened; yours; may be NULL. Both may be
 * NULL. */
char       *postino_collect_find_ip            (const char *peer, const char *forwarded_for);
