/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "content/liquid-parse.h"
#include "content/liquid-value.h"

/* One file for each contact, found by a path that names fields: "{{ contact.number }}.pdf" below a folder.
 * Whatever stands in a field, nothing outside of the folder is found. Immutable: any thread. */
typedef struct _PostinoContactFile PostinoContactFile;

/* @folder: absolute. NULL with a sentence about @pattern. */
PostinoContactFile *postino_contact_file_new  (const char *folder, const char *pattern, GError **error);
void                postino_contact_file_free (PostinoContactFile *file);

/* The template, for the variables it names; borrowed. */
const PostinoLiquid *postino_contact_file_get_pattern (const PostinoContactFile *file);

/* The path below the folder for one contact, as it would be looked for; yours. NULL only past the limits of
 * templates. */
char               *postino_contact_file_build_path (const PostinoContactFile   *file,
                                                     const PostinoLiquidContext *context,
                                                     GError                    **error);

/* Whether it is there and can be attached; reads none of it. POSTINO_ERROR_NOT_FOUND with a sentence. */
gboolean            postino_contact_file_check (const PostinoContactFile *file, const char *path,
                                                GError **error);
GBytes             *postino_contact_file_load  (const PostinoContactFile *file, const char *path,
                                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoContactFile, postino_contact_file_free)
