/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* How an unsubscribe was asked for, in the place of the HTTP method: by the mail program (RFC
 * 8058), or by the button of our page. */
#define POSTINO_HIT_ONE_CLICK "ONE-CLICK"
#define POSTINO_HIT_BUTTON "POST"

/* One request a collector took note of. A value. */
typedef struct {
  gint64 id;       /* in its spool, growing, never used twice; 0: not spooled yet */
  gint64 at_us;
  char kind;       /* as in tokens: o, c, u */
  gint64 campaign;
  gint64 row;      /* of the ledger; 0: of nobody in particular */
  guint link;      /* index; meaningful for c only */
  char *method;
  char *ip;        /* shortened; NULL: not kept */
  char *agent;     /* NULL: not kept, or none sent */
} PostinoHit;

/* What a collector has to know of a campaign. A value. */
typedef struct {
  gint64 campaign;
  gboolean is_test; /* its unsubscribe page changes nothing */
  char *sender;     /* shown on the unsubscribe page; NULL: not named */
  char *language;   /* "it"; NULL: the reader's */
  GPtrArray *urls;  /* char *, by link index */
} PostinoPublication;

enum {
  POSTINO_MAX_LINKS = G_MAXUINT16 + 1, /* what a token can name */
  POSTINO_MAX_URL_BYTES = 8192,
};

PostinoHit         *postino_hit_copy (const PostinoHit *hit);
void                postino_hit_free (PostinoHit *hit);

void                postino_publication_free (PostinoPublication *publication);

/* As the collector's API carries them. Reading refuses, with a sentence, what is not whole and
 * within bounds. Any thread. */
JsonNode           *postino_hit_to_json           (const PostinoHit *hit);
PostinoHit         *postino_hit_from_json         (JsonNode *node, GError **error);
JsonNode           *postino_publication_to_json   (const PostinoPublication *publication);
PostinoPublication *postino_publication_from_json (JsonNode *node, GError **error);

/* A whole number of @object; FALSE if it is not there, is none, or lies outside. */
gboolean            postino_hit_read_number       (JsonObject *object, const char *name, gint64 min,
                                                   gint64 max,
                                                   gint64 *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoHit, postino_hit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPublication, postino_publication_free)
