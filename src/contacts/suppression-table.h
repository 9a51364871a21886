/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Table `suppression`: who must not be mailed, and why (promise 2). Keys are address keys or
 * "@domain". Inside the caller's transaction; of its thread. */

typedef enum {
  POSTINO_SUPPRESSION_NONE,
  POSTINO_SUPPRESSION_UNSUBSCRIBED,
  POSTINO_SUPPRESSION_COMPLAINT,
  POSTINO_SUPPRESSION_HARD_BOUNCE,
  POSTINO_SUPPRESSION_MANUAL,
} PostinoSuppressionReason;

typedef struct {
  gint64 id;
  char *key;
  PostinoSuppressionReason reason;
  char *note;        /* or NULL */
  char *source;      /* "link", "one-click", "import", "cli", "smtp" */
  gint64 campaign;   /* 0: none */
  gint64 at_us;
  gint64 lifted_us;  /* 0: it stands */
  char *lifted_why;  /* or NULL */
} PostinoSuppression;

void        postino_suppression_free (PostinoSuppression *suppression);

/* "unsubscribed", "complaint", "hard-bounce", "manual"; NULL for NONE. */
const char *postino_suppression_reason_to_string   (PostinoSuppressionReason reason);
/* For people, in their language: "has unsubscribed"; static, "" for NONE. */
const char *postino_suppression_reason_describe    (PostinoSuppressionReason reason);
gboolean    postino_suppression_reason_from_string (const char *text,
                                                    PostinoSuppressionReason *reason, GError **error);

/* The key of what a person typed, an address or a "@domain"; POSTINO_ERROR_INVALID with a sentence.
 * Yours. */
char       *postino_suppression_parse_key (const char *typed, GError **error);

/* Adds a suppression that stands from now on; one of the same reason that stands already is left as
 * it is, and *added (may be NULL) is FALSE. An unsubscribe also withdraws consent, but not from
 * here: see postino_consent_table_withdraw. */
gboolean    postino_suppression_table_add   (PostinoDb *db, const char *key,
                                             PostinoSuppressionReason reason,
                                             const char *note, const char *source, gint64 campaign, gint64 at_us,
                                             gboolean *added, GError **error);

/* The gravest reason that stands for @key (an address key) or its domain; POSTINO_SUPPRESSION_NONE
 * if it may be mailed. complaint, then unsubscribed, hard bounce, manual. */
gboolean    postino_suppression_table_check (PostinoDb *db, const char *key,
                                             PostinoSuppressionReason *reason,
                                             GError **error);

/* Whether @key itself is suppressed for this reason. */
gboolean    postino_suppression_table_has   (PostinoDb *db, const char *key,
                                             PostinoSuppressionReason reason,
                                             gboolean *stands, GError **error);

/* Lifts all that stands for @key by hand, saying why. POSTINO_ERROR_REFUSED with a sentence if
 * there is a complaint or an unsubscribe among them: nothing is lifted then.
 * POSTINO_ERROR_NOT_FOUND if nothing stands. */
gboolean    postino_suppression_table_lift  (PostinoDb *db, const char *key, const char *why,
                                             gint64 now_us,
                                             GError **error);

/* The person asked for the newsletter again and confirmed by mail: lifts the unsubscribe, and
 * nothing else. */
gboolean    postino_suppression_table_lift_by_opt_in (PostinoDb *db, const char *key,
                                                      const char *why, gint64 now_us,
                                                      GError **error);

/* Newest first, those that stand only; @before_id 0 or the last id of the page before. Array of
 * PostinoSuppression. */
GPtrArray  *postino_suppression_table_list  (PostinoDb *db, gint64 before_id, guint limit,
                                             GError **error);

/* Those that stand and that a person looks for. */
typedef struct {
  const char *search;              /* a part of the key, as typed; NULL or empty: all */
  PostinoSuppressionReason reason; /* NONE: any */
} PostinoSuppressionQuery;

/* Ids, newest first; at most @limit (0: all). GArray of gint64, yours. */
GArray     *postino_suppression_table_list_ids (PostinoDb *db, const PostinoSuppressionQuery *query,
                                                guint limit, GError **error);

/* Those of @ids that there are, newest first; array of PostinoSuppression. */
GPtrArray  *postino_suppression_table_get_many (PostinoDb *db, const gint64 *ids, guint n_ids,
                                                GError **error);

/* All rows of one key, lifted ones too, oldest first. */
GPtrArray  *postino_suppression_table_list_key (PostinoDb *db, const char *key, GError **error);

/* How many stand; @reason NONE counts all. */
gboolean    postino_suppression_table_count (PostinoDb *db, PostinoSuppressionReason reason,
                                             gint64 *n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSuppression, postino_suppression_free)
