/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/token.h"
#include "collect/hit.h"

/* A collector's own file: what it saw until the workspace took it over, and where links lead. The
 * five calls below are all that anybody asks of it. Any thread; all but add and find wait for the
 * disk. */
typedef struct _PostinoSpool PostinoSpool;

/* What find () knows of a campaign. */
typedef struct {
  gboolean is_known;
  gboolean is_test;
  char *sender;
  char *language;
  char *url; /* NULL: there is no such link */
} PostinoPublished;

/* Made, 0600, if it is not there. @keys: GBytes of POSTINO_TOKEN_KEY_SIZE bytes, newest first, old
 * ones go on opening; NULL for none. Those that came by publish () follow them. */
PostinoSpool *postino_spool_open  (const char *path, GPtrArray *keys, GError **error);

/* Writes what was gathered, and closes; no call may come after. */
void          postino_spool_close (PostinoSpool *spool);

/* 1. Takes note of @hit. Durably: it is on the disk when TRUE is returned, and FALSE means it is
 * nowhere. Otherwise it is gathered and written within POSTINO_SPOOL_GATHER_US, and a crash may
 * lose it; never waits, never fails. */
gboolean      postino_spool_append  (PostinoSpool *spool, const PostinoHit *hit, GError **error);
void          postino_spool_gather  (PostinoSpool *spool, const PostinoHit *hit);
#define POSTINO_SPOOL_GATHER_US (100 * 1000)

/* 2. Replaces what is known of a campaign. @token_key (NULL: none) opens tokens from now on, kept
 * across restarts. */
gboolean      postino_spool_publish (PostinoSpool *spool, const PostinoPublication *publication,
                                     GBytes *token_key,
                                     gint64 now_us, GError **error);

/* 3. The campaign and one of its links; @published is to be cleared. */
gboolean      postino_spool_find    (PostinoSpool *spool, gint64 campaign, guint link,
                                     PostinoPublished *published,
                                     GError **error);
void          postino_published_clear (PostinoPublished *published);

/* 4. Hits behind @after in the order of their ids; PostinoHit, yours. */
GPtrArray    *postino_spool_page (PostinoSpool *spool, gint64 after, guint limit, GError **error);

/* 5. Everything up to and with @upto was taken over: it is deleted. */
gboolean      postino_spool_acknowledge (PostinoSpool *spool, gint64 upto, GError **error);

/* Writes what was gathered, now. */
gboolean      postino_spool_flush (PostinoSpool *spool, GError **error);

/* FALSE for a text that none of the keys has sealed. */
gboolean      postino_spool_open_token (PostinoSpool *spool, const char *text, PostinoToken *token);

/* Names this very file: ids of another spool say nothing about this one's. Borrowed. */
const char   *postino_spool_get_id (PostinoSpool *spool);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSpool, postino_spool_close)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoPublished, postino_published_clear)
