/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* The built-in SMTP server that keeps messages for looking at; nothing leaves (S6). */
#define POSTINO_TYPE_SANDBOX (postino_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSandbox, postino_sandbox, POSTINO, SANDBOX, GObject)

/* Opens sandbox.db in @folder, making it if it is not there; for reading by programs, too. */
PostinoStore   *postino_sandbox_open_store (const char *folder, GError **error);

/* Listens on 127.0.0.1, on @port if that is free, else on any. */
PostinoSandbox *postino_sandbox_start      (const char *folder, guint port, GError **error);
guint           postino_sandbox_get_port   (PostinoSandbox *sandbox);
void            postino_sandbox_stop       (PostinoSandbox *sandbox);
