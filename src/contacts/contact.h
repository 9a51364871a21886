/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/field.h"

/* One row of table contact, read out. A value: nobody changes it once it was handed on. */
typedef struct {
  gint64 id;
  char *key;
  char *values[POSTINO_N_KNOWN]; /* [POSTINO_KNOWN_EMAIL]: the address; NULL where empty */
  /* key of the field → text; only what is not empty; NULL if it was not asked for */
  GHashTable *custom;
  guint consent;                 /* bits of PostinoPurpose */
  guint soft_bounces;
  gint64 last_open_us;           /* 0: never, as with all times here */
  gint64 last_click_us;
  gint64 import;                 /* that added it; 0: none */
  gint64 created_us;
  gint64 modified_us;
  gint64 deleted_us;
} PostinoContact;

void        postino_contact_free (PostinoContact *contact);

/* By the field's key ("first_name", "tessera"); borrowed, NULL where empty or unknown. */
const char *postino_contact_get  (const PostinoContact *contact, const char *key);

/* What to call the person in a header or a row: the full name, else first and last name, else the
 * company; NULL if none is known. Yours. */
char       *postino_contact_dup_display_name (const PostinoContact *contact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoContact, postino_contact_free)
