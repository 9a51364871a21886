/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* What happened between our campaigns and one person: the events of a contact with the names they
 * need. Inside the caller's transaction; of its thread. */
typedef struct {
  gint64 id;      /* of the event */
  gint64 at_us;
  char *type;     /* see events/event.h: "accepted", "opened" … */
  char *kind;     /* or NULL: "human", "hard" … */
  char *detail;   /* the server's words, or NULL */
  char *url;      /* clicked: what; or NULL */
  gint64 campaign; /* 0: none */
  char *campaign_name; /* or NULL */
} PostinoPersonFact;

void       postino_person_fact_free (PostinoPersonFact *fact);

/* Newest first, at most @limit, those older than @before (NULL: from the newest on); array of
 * PostinoPersonFact, yours. */
GPtrArray *postino_person_query_list (PostinoDb *db, gint64 contact,
                                      const PostinoPersonFact *before, guint limit,
                                      GError **error);

/* "Opened “Autumn”", for people, in their language; yours. */
char      *postino_person_fact_describe (const PostinoPersonFact *fact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPersonFact, postino_person_fact_free)
