/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/dns.h"
#include "send/ledger-writer.h"
#include "send/route.h"
#include "send/sender.h"

/* A row on its way: whose it is and where it goes. */
typedef struct {
  gint64 row;
  PostinoSender *sender;
  PostinoDestination *destination;
} PostinoErrand;

/* What a connection asks of whoever hands out work. Called on the connection's thread; @owner is
 * passed back. */
typedef struct {
  /* The next row for @server, of @domain if it is given; FALSE if there is none now. */
  gboolean (*take)      (gpointer owner, gint64 server, const PostinoMailDomain *domain,
                         PostinoErrand *errand);
  /* A row taken is settled, skipped or back. @sent: the server has it, or may have. @again: it may be
   * ready once more. On any thread. */
  void     (*give_back) (gpointer owner, gint64 server, const PostinoErrand *errand, gboolean sent,
                         gboolean again);
  /* How an errand ended, before it is given back. */
  void     (*note)      (gpointer owner, const PostinoErrand *errand, const PostinoOutcome *outcome);
  /* TRUE if @errand is not to be begun any more through @server. */
  gboolean (*is_held)   (gpointer owner, gint64 server, const PostinoErrand *errand);
  /* 0: one message may go now; else microseconds to wait. */
  gint64   (*pace)      (gpointer owner, gint64 server);
  /* How the server did, asked from @source; @why is a sentence, NULL if it did well. */
  void     (*report)    (gpointer owner, gint64 server, const char *source, PostinoRouteReport report,
                         const char *why);
  /* Fills the rule for deferrals of @sender. */
  void     (*get_rule)  (gpointer owner, PostinoSender *sender, PostinoRetryRule *rule);
} PostinoConnectionOwner;

/* Where it leads; all borrowed for the call, but @domain and @dns, which outlive the connection. */
typedef struct {
  gint64 server;
  const PostinoSmtpProfile *profile;
  PostinoServerCredential *credential;
  const char *source;              /* an address of this machine's to come from; NULL: any */
  const PostinoMailDomain *domain; /* whose own mail hosts they are; NULL: a server of ours */
  PostinoDns *dns;                 /* with @domain */
  const char *folder;              /* of the workspace: what is said is kept there; NULL: it is not */
} PostinoConnectionPlan;

/* One SMTP connection on a thread of its own. */
typedef struct _PostinoConnection PostinoConnection;

PostinoConnection *postino_connection_start (const PostinoConnectionOwner *owner,
                                             gpointer owner_data, const PostinoConnectionPlan *plan,
                                             PostinoLedgerWriter *writer, PostinoFlight *flight);

/* TRUE once its thread has nothing left to do but be joined. */
gboolean           postino_connection_is_over (PostinoConnection *connection);

/* Begins nothing more: rows not begun go back, what is under way is awaited. Returns at once. */
void               postino_connection_stop    (PostinoConnection *connection);

/* Drops what has not reached its final dot; a message whose dot has left is still waited for.
 * Returns at once. */
void               postino_connection_hurry   (PostinoConnection *connection);

/* There may be work: ends a wait. */
void               postino_connection_wake    (PostinoConnection *connection);

gint64             postino_connection_get_server (PostinoConnection *connection);
/* NULL: none. */
const PostinoMailDomain *postino_connection_get_domain (PostinoConnection *connection);

/* Joins the thread. */
void               postino_connection_free    (PostinoConnection *connection);
