/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-credential.h"
#include "net/dns.h"
#include "smtp/smtp-client.h"
#include "workspace/transcript.h"

/* How a connection comes about: to a server of ours, signed in, or to the mail hosts of a domain; and what is said
 * on it, for whoever looks. Of one thread. All but the transcript is borrowed. */
typedef struct {
  PostinoSmtpProfile *profile; /* its name for the other side may be changed */
  PostinoServerCredential *credential;
  const char *domain;          /* whose mail hosts; NULL: a server of ours */
  PostinoDns *dns;             /* with @domain */
  GCancellable *cancellable;
  PostinoTranscript *transcript; /* NULL: none is kept */
  guint number;                  /* of the connection, in there */
} PostinoDial;

/* Begins the transcript of @server in the workspace's @folder; NULL, or a failure: none is kept. */
void               postino_dial_open    (PostinoDial *dial, const char *folder, gint64 server);
void               postino_dial_close   (PostinoDial *dial);

/* Before the first connection. FALSE: the address to come from is none of this machine's. Blocks on DNS. */
gboolean           postino_dial_prepare (PostinoDial *dial, GError **error);

/* NULL: *@error is set; or nobody takes mail for the domain, and *@verdict says so, yours. Blocks. */
PostinoSmtpClient *postino_dial_connect (PostinoDial *dial, PostinoSmtpReply **verdict, GError **error);

/* Into the transcript: how it failed or ended. */
void               postino_dial_note    (PostinoDial *dial, const char *line);
