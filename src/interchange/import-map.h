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

typedef struct {
  guint address_column;
  GPtrArray *columns; /* of PostinoImportColumn, without the address; ignored ones are not in it */
} PostinoImportMap;

/* Guesses from the headings, and for the address from what the first rows hold; @wishes
 * ("COLUMN=FIELD", NULL-terminated, may be NULL) go first: COLUMN a heading or a number from 1,
 * FIELD a key or "-" for none. @fields: the user's fields (PostinoField). Reads from @reader and
 * rewinds it. POSTINO_ERROR_INVALID with a sentence if no column holds addresses. */
PostinoImportMap *postino_import_map_new  (PostinoRowReader *reader, GPtrArray *fields,
                                           const char *const *wishes,
                                           GError **error);
void              postino_import_map_free (PostinoImportMap *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportMap, postino_import_map_free)
