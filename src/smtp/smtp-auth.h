/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-profile.h"
#include "smtp/smtp-reply.h"

/* One sign-in: the lines of AUTH (RFC 4954), without the wire. */
typedef struct _PostinoSmtpAuth PostinoSmtpAuth;

/* @offered: mechanisms of the server, or NULL. @label: how sentences name the server. NULL with
 * POSTINO_ERROR_REFUSED if no mechanism fits. @password is copied and wiped on free. */
PostinoSmtpAuth *postino_smtp_auth_new       (const PostinoSmtpProfile *profile,
                                              const char               *password,
                                              const char               *offered,
                                              const char               *label,
                                              GError                  **error);
void             postino_smtp_auth_free      (PostinoSmtpAuth *auth);

/* The AUTH command; holds a secret, to be wiped with postino_sasl_wipe (). NULL with an error. */
char            *postino_smtp_auth_begin     (PostinoSmtpAuth *auth, GError **error);

/* "AUTH PLAIN": what of the command may be shown; static for the life of @auth. */
const char      *postino_smtp_auth_get_shown (PostinoSmtpAuth *auth);

/* @reply on one line without what we sent, should the server repeat it; yours. */
char            *postino_smtp_auth_dup_shown (PostinoSmtpAuth        *auth,
                                              const PostinoSmtpReply *reply);

/* The line to answer @reply with, to be wiped; "" is an empty line. NULL when signed in (no
 * @error), or with POSTINO_ERROR_REFUSED (wrong password and the like), _BUSY (later) or
 * _PROTOCOL. */
char            *postino_smtp_auth_take      (PostinoSmtpAuth        *auth,
                                              const PostinoSmtpReply *reply,
                                              GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpAuth, postino_smtp_auth_free)
