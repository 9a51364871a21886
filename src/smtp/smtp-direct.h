/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/dns.h"
#include "smtp/smtp-client.h"

/* Delivery without a server of one's own: to the mail hosts of the recipient's domain (RFC 5321, 5.1). */

/* Mail hosts of a domain that are tried for one message. */
#define POSTINO_SMTP_DIRECT_HOSTS_MAX 5

/* Connects to the first host that takes mail for @domain (A-labels), encrypted if it offers that. Blocks, for the
 * times of @profile, which says what else there is to say. NULL: either nobody takes it, and *@verdict is the answer
 * to all recipients there (yours; a 5yz of ours where DNS leaves no doubt, a 4yz else); or @error is set,
 * G_IO_ERROR_CANCELLED. @transcript as for postino_smtp_client_connect (). */
PostinoSmtpClient *postino_smtp_direct_connect (const PostinoSmtpProfile *profile, PostinoDns *dns,
                                                const char *domain, GCancellable *cancellable,
                                                PostinoSmtpTranscript transcript, gpointer transcript_data,
                                                PostinoSmtpReply **verdict, GError **error);

/* The name that mail hosts know this machine's @address by: that of its PTR, if that name leads back to it. NULL with
 * POSTINO_ERROR_NOT_FOUND: there is none, or it leads elsewhere; or what else net/dns says. Yours. Blocks. */
char              *postino_smtp_direct_find_name (PostinoDns *dns, const char *address, GCancellable *cancellable,
                                                  GError **error);
