/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What is known of a contact, by name: the fields every contact has, and those the user made. Any
 * thread. */

typedef enum {
  POSTINO_FIELD_TEXT,
  POSTINO_FIELD_NUMBER,
  POSTINO_FIELD_DATE,
  POSTINO_FIELD_BOOLEAN,
} PostinoFieldType;

typedef enum {
  POSTINO_KNOWN_EMAIL,
  POSTINO_KNOWN_FIRST_NAME,
  POSTINO_KNOWN_LAST_NAME,
  POSTINO_KNOWN_NAME,
  POSTINO_KNOWN_COMPANY,
  POSTINO_KNOWN_PHONE,
  POSTINO_KNOWN_CITY,
  POSTINO_KNOWN_COUNTRY,
  POSTINO_KNOWN_LANGUAGE,
  POSTINO_KNOWN_BIRTHDAY,
  POSTINO_N_KNOWN
} PostinoKnownField;

/* A field the user made. */
typedef struct {
  gint64 id;
  char *key;    /* "tessera" */
  char *label;  /* "Tessera" */
  PostinoFieldType type;
  char *column; /* of table contact: "f12" */
} PostinoField;

void              postino_field_free (PostinoField *field);

/* "first_name"; also the name of the column, but for the address ("email", column address).
 * Static. */
const char       *postino_known_field_get_key   (PostinoKnownField field);
/* "First name", translated; static. */
const char       *postino_known_field_get_label (PostinoKnownField field);
PostinoFieldType  postino_known_field_get_type  (PostinoKnownField field);
/* POSTINO_N_KNOWN if @key is none of them. */
PostinoKnownField postino_known_field_from_key  (const char *key);

/* The field a column of a file with this heading holds, in Italian or English ("Indirizzo e-mail",
 * "Cognome", "First name"); POSTINO_N_KNOWN if none is meant. */
PostinoKnownField postino_known_field_guess     (const char *header);

/* "text", "number", "date", "boolean". */
const char       *postino_field_type_to_string   (PostinoFieldType type);
gboolean          postino_field_type_from_string (const char *text, PostinoFieldType *type,
                                                  GError **error);

/* @text as it is stored in a field of @type: one line and trimmed, "1.250,5" → "1250.5",
 * "31/12/1980" → "1980-12-31" (day first), "sì" → "1". NULL without an error for what is empty;
 * NULL with POSTINO_ERROR_INVALID and a sentence that names @label for what is no such value.
 * Yours. */
char             *postino_field_normalize (PostinoFieldType type, const char *label,
                                           const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoField, postino_field_free)
