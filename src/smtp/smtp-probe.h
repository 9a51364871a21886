/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "smtp/smtp-profile.h"

/* What a trial of a server found: one sentence for the user, in their language. */
typedef struct {
  gboolean ok;
  int code;      /* POSTINO_ERROR_… when not ok; what a program may tell the cases apart by */
  char *message;
} PostinoSmtpProbe;

/* Connects, encrypts and signs in as @profile says, and leaves; no message is sent. Blocks, for a
 * minute at most. */
void postino_smtp_probe_run   (PostinoSmtpProbe         *probe,
                               const PostinoSmtpProfile *profile,
                               const char               *password,
                               GCancellable             *cancellable);
void postino_smtp_probe_clear (PostinoSmtpProbe *probe);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoSmtpProbe, postino_smtp_probe_clear)
