/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import-preview.h"

#include <gtk/gtk.h>

/* A view of the first rows of a file, as a table with the file's own headings. */
GtkWidget *postino_import_rows_new (const PostinoImportPreview *preview);
