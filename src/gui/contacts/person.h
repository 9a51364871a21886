/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/consent-table.h"
#include "contacts/contact.h"
#include "contacts/suppression-table.h"
#include "store/db.h"

/* Everything the person pane shows, read in one snapshot. A value. */
typedef struct {
  gint64 id;
  PostinoContact *contact; /* NULL: there is none of that id, or it is deleted */
  GPtrArray *fields;       /* of PostinoField: those the user made */
  PostinoConsent *consents[POSTINO_N_PURPOSES]; /* what stands, by bit number; NULL: never said */
  PostinoSuppressionReason suppressed; /* the gravest, of the address or its domain */
  GPtrArray *suppressions; /* of PostinoSuppression: of the address, lifted ones too */
  char **lists;            /* names */
  char **tags;
  GPtrArray *facts;        /* of PostinoPersonFact, newest first */
  guint max_facts;
} PostinoPerson;

/* What is to be read. */
PostinoPerson *postino_person_new  (gint64 id, guint max_facts);
void           postino_person_free (PostinoPerson *person);

/* A PostinoStoreFunc: fills a PostinoPerson. */
gboolean       postino_person_read (PostinoDb *db, gpointer person, GError **error);
