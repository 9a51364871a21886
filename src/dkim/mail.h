/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One header field where it stands. */
typedef struct {
  const char *start;
  gsize n_bytes;   /* with its folded lines and the CRLF at the end, if it is there */
  gsize n_name;    /* 0: what stands there is no field */
} PostinoDkimField;

/* A message cut into header fields and body. It borrows the bytes. */
typedef struct {
  GArray *fields; /* PostinoDkimField, in order */
  const char *body;
  gsize n_body;
} PostinoDkimMail;

/* Every sequence of bytes has a reading: lines end with CRLF; the body begins after the first empty
 * one. Clear @mail. */
void     postino_dkim_mail_read  (PostinoDkimMail *mail, const char *bytes, gsize n_bytes);
void     postino_dkim_mail_clear (PostinoDkimMail *mail);

/* In any case of letters. */
gboolean postino_dkim_field_is   (const PostinoDkimField *field, const char *name, gsize n_name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoDkimMail, postino_dkim_mail_clear)
