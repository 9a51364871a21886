/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/sandbox-item.h"

/* A kept message in the list: subject, recipient, when. Main context only. */
#define POSTINO_TYPE_SANDBOX_ROW (postino_sandbox_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSandboxRow, postino_sandbox_row, POSTINO, SANDBOX_ROW, AdwBin)

GtkWidget *postino_sandbox_row_new  (void);

/* NULL: none. */
void       postino_sandbox_row_bind (PostinoSandboxRow *self, PostinoSandboxItem *item);
