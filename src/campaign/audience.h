/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"
#include "store/db.h"

/* The freeze of a campaign's recipients, in chunks. */
typedef struct {
  gint64 campaign;
  PostinoTracking tracking;
  gint64 after;        /* contacts up to here are done */
  gint64 upto;         /* the newest contact when the freeze began */
  gint64 width;        /* ids a chunk, adapted to the time a chunk took */
  char *merge_sql;     /* what makes the merge values out of a contact's columns */
} PostinoAudience;

/* Begins: @paths are the variables the content uses ("contact.city"; "contact.*" or "contact" is
 * every field; what is not of the contact is passed over), NULL-terminated. */
PostinoAudience *postino_audience_begin (PostinoDb *db, const PostinoCampaign *campaign,
                                         const char *const *paths, GError **error);

/* Writes the next chunk of rows: those to send to as ready, those left out as skipped with their
 * reason. *@done at the end. Inside the caller's transaction. */
gboolean         postino_audience_freeze_some (PostinoAudience *audience, PostinoDb *db,
                                               gboolean *done, GError **error);

/* The one row of a test send. */
gboolean         postino_audience_freeze_test (PostinoDb *db, const PostinoCampaign *campaign,
                                               const char *const *paths, GError **error);

/* The row a contact would get, under number 0, without writing. NULL with POSTINO_ERROR_NOT_FOUND;
 * yours. */
PostinoLedgerRow *postino_audience_preview    (PostinoDb *db, const PostinoCampaign *campaign,
                                               const char *key,
                                              const char *const *paths, GError **error);

/* Calls @func with the row that each of those who would be sent to would get, under number 0, in order of
 * their ids; borrowed. FALSE from it ends the walk. */
typedef gboolean (*PostinoAudienceFunc) (const PostinoLedgerRow *row, gpointer user_data);
gboolean         postino_audience_walk (PostinoDb *db, const PostinoCampaign *campaign,
                                        const char *const *paths, PostinoAudienceFunc func,
                                        gpointer user_data, GError **error);

void             postino_audience_free (PostinoAudience *audience);

/* What a freeze would give, without writing: for the checks before it. */
typedef struct {
  gint64 total;       /* members of the chosen lists */
  gint64 ready;
  gint64 excluded;    /* also member of an excluded list */
  gint64 suppressed;
  gint64 no_consent;
} PostinoAudienceCount;

gboolean         postino_audience_count (PostinoDb *db, gint64 campaign,
                                         PostinoAudienceCount *count, GError **error);

/* An earlier campaign with the same subject and HTML, and how many of those this one would be sent to it was
 * sent to, or is being. */
typedef struct {
  char *name; /* NULL: there is none */
  gint64 launched_us;
  gint64 n;
} PostinoAudienceRepeat;

/* The newest of them. */
gboolean         postino_audience_find_repeat (PostinoDb *db, gint64 campaign,
                                               PostinoAudienceRepeat *repeat, GError **error);
void             postino_audience_repeat_clear (PostinoAudienceRepeat *repeat);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoAudience, postino_audience_free)
