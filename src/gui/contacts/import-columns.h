/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import-preview.h"

#include <adwaita.h>

/* Which column of a file goes into which field: a row for each column, with some of what stands in
 * it and a choice. Signal "changed": a choice was made. */
#define POSTINO_TYPE_IMPORT_COLUMNS (postino_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (PostinoImportColumns, postino_import_columns, POSTINO, IMPORT_COLUMNS, AdwBin)

/* @fields: those the user made (PostinoField); borrowed, as @preview. */
void     postino_import_columns_show        (PostinoImportColumns *self,
                                             const PostinoImportPreview *preview, GPtrArray *fields);

/* A column is chosen for the address. */
gboolean postino_import_columns_has_address (PostinoImportColumns *self);

/* "1=email", "2=-" …: every column's choice, as PostinoImportOptions wants them; yours. */
char   **postino_import_columns_dup_wishes  (PostinoImportColumns *self);
