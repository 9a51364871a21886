/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/field.h"
#include "interchange/row-reader.h"

/* Which column of a file goes into which field. */
typedef struct {
  guint column;            /* of the file, from 0 */
  PostinoKnownField known; /* POSTINO_N_KNOWN: a field of the user's */
  char *key;
  char *label;
  PostinoFieldType type;
} PostinoImportColumn;

#define POSTINO_IMPORT_NO_COLUMN G_MAXUINT
#define POSTINO_IMPORT_CONSENT_KEY "consent" /* a field a column can go into, but no field of a contact */

typedef struct {
  guint address_column;
  guint consent_column; /* where each person's answer stands, or POSTINO_IMPORT_NO_COLUMN */
  GPtrArray *columns; /* of PostinoImportColumn, without those two; ignored ones are not in it */
} PostinoImportMap;

/* Guesses from the headings, and for the address from what the first rows hold; @wishes
 * ("COLUMN=FIELD", NULL-terminated, may be NULL) go first: COLUMN a heading or a number from 1,
 * FIELD a key, "consent", or "-" for none. @fields: the user's fields (PostinoField). Reads from @reader and
 * rewinds it. POSTINO_ERROR_INVALID with a sentence if no column holds addresses. */
PostinoImportMap *postino_import_map_new  (PostinoRowReader *reader, GPtrArray *fields,
                                           const char *const *wishes,
                                           GError **error);

/* The column that seems to hold each person's answer (who said no there must not be taken for somebody who
 * agreed), or POSTINO_IMPORT_NO_COLUMN. Reads from @reader and rewinds it. */
gboolean          postino_import_map_guess_consent (PostinoRowReader *reader, guint *column,
                                                    GError **error);

/* Values of a staged row: those of the columns, and the answer, if there is a column for it, last. */
guint             postino_import_map_count_values (const PostinoImportMap *map);
void              postino_import_map_free (PostinoImportMap *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportMap, postino_import_map_free)
