/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* The checked rows of a file, in a scratch database of their own, to be read back sorted by key.
 * One thread at a time. */
typedef struct _PostinoStage PostinoStage;

/* What rows of one key come to. */
typedef struct {
  char *key;
  char *address;
  char **values; /* n_values of them; NULL where empty */
  guint n_rows;  /* of the file */
} PostinoStaged;

/* How rows of one key are made one: the first value that is not empty, the last one, or the first
 * row alone. */
typedef enum {
  POSTINO_STAGE_FILL,
  POSTINO_STAGE_OVERWRITE,
  POSTINO_STAGE_KEEP,
} PostinoStageMerge;

/* In @folder, under no name: nothing is left after a crash. */
PostinoStage  *postino_stage_new    (const char *folder, guint n_values, PostinoStageMerge merge,
                                     GError **error);
void           postino_stage_free   (PostinoStage *stage);

gboolean       postino_stage_add    (PostinoStage *stage, const char *key, const char *address,
                                     const char *const *values,
                                     GError **error);

/* Ends adding and starts reading, also again. */
gboolean       postino_stage_rewind (PostinoStage *stage, GError **error);

/* The next key, yours; NULL at the end, and on failure with @error set. */
PostinoStaged *postino_stage_next   (PostinoStage *stage, GError **error);
void           postino_staged_free  (PostinoStaged *staged, guint n_values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoStage, postino_stage_free)
