/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table that judges every answer (codes: RFC 5321 4.2, RFC 3463, RFC 7372; what providers mean:
 * their own pages).
 *
 * The first row that fits decides. Rows go from the particular to the general, because the same 550
 * means "no such mailbox" at one place and "you sent too much today" at another: words that speak
 * of us (limits, quota of the sender, authentication of our domain) are looked for before codes
 * that speak of the recipient. Nothing that is our own fault may end as a contact's bounce: when in
 * doubt a 5yz is refused but soft, and only codes that name a bad address are hard. Before the dot
 * a broken connection is nobody's fault and leaves the recipient ready; after it, doubt.
 *
 * Text is compared without regard to case, as a part of the reply, lines joined by blanks. */

#include "smtp/smtp-verdict.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define BIT(stage) (1u << POSTINO_SMTP_STAGE_##stage)

enum {
  ANY = 0,
  SET_UP = BIT (CONNECT) | BIT (HELLO) | BIT (STARTTLS) | BIT (AUTH),
  BEFORE_DOT = BIT (MAIL) | BIT (RCPT) | BIT (DATA) | BIT (BODY),
  TO_RECIPIENT = BIT (RCPT) | BIT (DATA) | BIT (BODY) | BIT (DOT),
};

typedef struct {
  guint stages;         /* bits; ANY: all */
  guint code_min;
  guint code_max;
  const char *enhanced; /* whole ("5.1.1"), or a prefix that ends with "."; NULL: any */
  const char *text;     /* lower case, part of the reply; NULL: any */
  PostinoVerdict verdict;
  PostinoVerdictKind kind;
  const char *reason;
} Row;

#define ACCEPTED POSTINO_VERDICT_ACCEPTED
#define LATER POSTINO_VERDICT_LATER
#define NEVER POSTINO_VERDICT_NEVER
#define SLOW POSTINO_VERDICT_SLOW_DOWN
#define STOP POSTINO_VERDICT_STOP_ROUTE
#define NONE POSTINO_VERDICT_KIND_NONE
#define HARD POSTINO_VERDICT_KIND_HARD
#define SOFT POSTINO_VERDICT_KIND_SOFT
#define BLOCK POSTINO_VERDICT_KIND_BLOCK
#define ROUTE POSTINO_VERDICT_KIND_ROUTE

static const Row rows[] = {
  { ANY, 200, 299, NULL, NULL, ACCEPTED, NONE, "accepted" },

  /* The conversation before any message. */
  { ANY, 535, 535, NULL, NULL, STOP, ROUTE, "credentials" },
  { ANY, 534, 534, NULL, NULL, STOP, ROUTE, "credentials" },
  { ANY, 530, 530, NULL, NULL, STOP, ROUTE, "credentials" },
  { ANY, 538, 538, NULL, NULL, STOP, ROUTE, "credentials" },
  { ANY, 500, 599, "5.7.8", NULL, STOP, ROUTE, "credentials" },
  { ANY, 500, 599, "5.7.0", "authentication required", STOP, ROUTE, "credentials" },
  { SET_UP, 500, 599, NULL, NULL, STOP, ROUTE, "server-refuses" },
  { SET_UP, 400, 499, NULL, NULL, SLOW, ROUTE, "server-busy" },

  /* The recipient, where the code alone says so. At MAIL the same codes speak of the sender. */
  { TO_RECIPIENT, 400, 499, "4.2.2", NULL, LATER, SOFT, "mailbox-full" },
  { TO_RECIPIENT, 500, 599, "5.2.2", NULL, NEVER, SOFT, "mailbox-full" },

  /* Gmail's own rate: before the general 4yz, which would be the recipient's. */
  { ANY, 400, 499, "4.7.28", NULL, SLOW, ROUTE, "rate" },
  { BEFORE_DOT, 421, 421, NULL, NULL, SLOW, ROUTE, "server-busy" },

  /* Our account is capped; Gmail says it with 5.4.5 to whoever is next. */
  { ANY, 400, 599, "5.4.5", NULL, STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, "4.4.5", NULL, STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "daily user sending", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "daily sending limit", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "daily limit", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "daily message quota", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "daily sending quota", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "sending limit", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "sending quota", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "hourly limit", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "max emails per hour", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "message submission rate", STOP, ROUTE, "account-limit" },
  { BIT (MAIL), 400, 599, NULL, "quota exceeded", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, NULL, "sender quota", STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, "5.1.90", NULL, STOP, ROUTE, "account-limit" },
  { ANY, 400, 599, "5.7.705", NULL, STOP, ROUTE, "account-limit" },
  { ANY, 400, 499, NULL, "maximum sending rate", SLOW, ROUTE, "rate" },
  { BIT (MAIL), 400, 499, NULL, "too many", SLOW, ROUTE, "rate" },
  { BIT (MAIL), 400, 499, NULL, "rate limit", SLOW, ROUTE, "rate" },

  /* Our set-up, as the receiver's checks see it. */
  { ANY, 400, 599, "5.7.27", NULL, NEVER, BLOCK, "spf" },
  { ANY, 400, 599, "4.7.27", NULL, LATER, BLOCK, "spf" },
  { ANY, 400, 599, "5.7.23", NULL, NEVER, BLOCK, "spf" },
  { ANY, 400, 599, "5.7.30", NULL, NEVER, BLOCK, "dkim" },
  { ANY, 400, 599, "4.7.30", NULL, LATER, BLOCK, "dkim" },
  { ANY, 400, 599, "5.7.20", NULL, NEVER, BLOCK, "dkim" },
  { ANY, 400, 599, "5.7.25", NULL, NEVER, BLOCK, "ptr" },
  { ANY, 400, 599, "4.7.25", NULL, LATER, BLOCK, "ptr" },
  { ANY, 400, 599, "4.7.23", NULL, LATER, BLOCK, "ptr" },
  { ANY, 400, 599, "5.7.29", NULL, NEVER, BLOCK, "tls" },
  { ANY, 400, 599, "4.7.29", NULL, LATER, BLOCK, "tls" },
  { ANY, 400, 599, "5.7.26", NULL, NEVER, BLOCK, "dmarc" },
  { ANY, 400, 599, "4.7.26", NULL, LATER, BLOCK, "dmarc" },
  { ANY, 400, 599, "5.7.31", NULL, NEVER, BLOCK, "dmarc" },
  { ANY, 400, 599, "4.7.31", NULL, LATER, BLOCK, "dmarc" },
  { ANY, 400, 599, "5.7.32", NULL, NEVER, BLOCK, "dmarc" },
  { ANY, 400, 599, "4.7.32", NULL, LATER, BLOCK, "dmarc" },
  { ANY, 400, 599, "5.7.509", NULL, NEVER, BLOCK, "dmarc" },
  { ANY, 400, 599, "5.7.515", NULL, NEVER, BLOCK, "authentication" },
  { ANY, 500, 599, NULL, "dmarc", NEVER, BLOCK, "dmarc" },

  /* Sender address or relaying refused: every further recipient would be told the same. */
  { ANY, 500, 599, NULL, "sender address rejected", STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, NULL, "not owned by user", STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, "5.7.60", NULL, STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, "5.1.7", NULL, STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, "5.1.8", NULL, STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, NULL, "relay access denied", STOP, ROUTE, "relay-denied" },
  { ANY, 500, 599, NULL, "relaying denied", STOP, ROUTE, "relay-denied" },
  { ANY, 500, 599, NULL, "unable to relay", STOP, ROUTE, "relay-denied" },

  { TO_RECIPIENT, 500, 599, "5.2.1", "rate that prevents", NEVER, SOFT, "recipient-rate" },
  { TO_RECIPIENT, 500, 599, "5.1.1", NULL, NEVER, HARD, "no-such-address" },
  { TO_RECIPIENT, 500, 599, "5.1.2", NULL, NEVER, HARD, "no-such-domain" },
  { TO_RECIPIENT, 500, 599, "5.1.3", NULL, NEVER, HARD, "bad-address" },
  { TO_RECIPIENT, 500, 599, "5.1.6", NULL, NEVER, HARD, "no-such-address" },
  { TO_RECIPIENT, 500, 599, "5.1.10", NULL, NEVER, HARD, "no-such-domain" },
  { TO_RECIPIENT, 500, 599, "5.2.1", NULL, NEVER, HARD, "mailbox-closed" },
  { TO_RECIPIENT, 500, 599, "5.6.7", NULL, NEVER, SOFT, "international-address" },

  /* Content and reputation. */
  { ANY, 500, 599, NULL, "spamhaus", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "blocklist", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "block list", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "blacklist", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "dnsbl", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "blocked using", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "s3140", NEVER, BLOCK, "blocklist" },
  { ANY, 500, 599, NULL, "spam", NEVER, BLOCK, "spam" },
  { ANY, 500, 599, NULL, "unsolicited", NEVER, BLOCK, "spam" },
  { ANY, 400, 499, NULL, "spam", LATER, BLOCK, "spam" },
  { ANY, 400, 499, NULL, "unsolicited", LATER, BLOCK, "spam" },
  { ANY, 400, 499, NULL, "greylist", LATER, NONE, "greylisted" },
  { ANY, 400, 499, NULL, "graylist", LATER, NONE, "greylisted" },

  /* The message. Our own refusals (smtp-message) speak these codes. */
  { ANY, 500, 599, "5.3.4", NULL, NEVER, NONE, "too-big" },
  { ANY, 500, 599, "5.2.3", NULL, NEVER, NONE, "too-big" },
  { ANY, 500, 599, "5.6.0", NULL, NEVER, NONE, "message-malformed" },

  /* Without an enhanced code, the words. */
  { ANY, 552, 552, NULL, "too large", NEVER, NONE, "too-big" },
  { ANY, 552, 552, NULL, "too big", NEVER, NONE, "too-big" },
  { ANY, 552, 552, NULL, "size", NEVER, NONE, "too-big" },
  { ANY, 500, 599, NULL, "mailbox full", NEVER, SOFT, "mailbox-full" },
  { ANY, 500, 599, NULL, "mailbox is full", NEVER, SOFT, "mailbox-full" },
  { ANY, 500, 599, NULL, "over quota", NEVER, SOFT, "mailbox-full" },
  { ANY, 552, 552, NULL, NULL, NEVER, SOFT, "mailbox-full" },
  { ANY, 500, 599, "5.7.", NULL, NEVER, BLOCK, "policy" },
  { BIT (RCPT), 550, 553, NULL, "user unknown", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "unknown user", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "no such user", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "does not exist", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "no mailbox", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "invalid recipient", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "recipient unknown", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "mailbox unavailable", NEVER, HARD, "no-such-address" },
  { BIT (RCPT), 550, 553, NULL, "mailbox not found", NEVER, HARD, "no-such-address" },
  { TO_RECIPIENT, 550, 554, NULL, "this user doesn't have a", NEVER, HARD, "no-such-address" },

  /* The server did not understand us: that is not about anybody's address. */
  { BIT (RCPT), 501, 501, NULL, NULL, NEVER, SOFT, "bad-address" }, /* … but this one may be */
  { ANY, 500, 504, NULL, NULL, STOP, ROUTE, "protocol" },

  { BIT (MAIL), 400, 499, NULL, NULL, SLOW, ROUTE, "server-busy" },
  { ANY, 400, 499, NULL, NULL, LATER, NONE, "later" },
  { BIT (MAIL), 500, 599, NULL, NULL, STOP, ROUTE, "sender-refused" },
  { ANY, 500, 599, NULL, NULL, NEVER, SOFT, "refused" },
};

static const struct { const char *reason; const char *sentence; } sentences[] = {
  { "accepted", N_("The server accepted the message.") },
  { "credentials", N_("The server does not accept user name or password.") },
  { "server-refuses", N_("The server refuses us.") },
  { "server-busy", N_("The server is busy and asks to come back later.") },
  { "rate", N_("The provider asks to slow down.") },
  { "account-limit", N_("The sending limit of this account is reached.") },
  { "spf", N_("The SPF record of the sender’s domain does not allow this server.") },
  { "dkim", N_("The DKIM signature is missing or not valid.") },
  { "ptr", N_("The server’s address has no matching name (PTR record).") },
  { "tls", N_("The recipient’s provider wants an encrypted connection.") },
  { "dmarc", N_("The message does not pass the DMARC check of the sender’s domain.") },
  { "authentication", N_("The recipient’s provider wants SPF, DKIM and DMARC to be set up.") },
  { "sender-refused", N_("The server does not accept the sender’s address.") },
  { "relay-denied", N_("The server does not send to other domains without sign-in.") },
  { "blocklist", N_("The sending server’s address is on a blocklist.") },
  { "spam", N_("The message was taken for spam.") },
  { "greylisted", N_("The recipient’s server wants to be asked again later.") },
  { "recipient-rate", N_("The mailbox gets too much mail at the moment.") },
  { "mailbox-full", N_("The mailbox is full.") },
  { "no-such-address", N_("There is no such address.") },
  { "no-such-domain", N_("The address’s domain does not exist or takes no mail.") },
  { "bad-address", N_("The address is not well formed.") },
  { "mailbox-closed", N_("The mailbox is closed.") },
  { "international-address",
    N_("The server does not take addresses with international characters.") },
  { "too-big", N_("The message is too big for the server.") },
  { "message-malformed", N_("The message is not well formed.") },
  { "policy", N_("The message was refused by the provider’s rules.") },
  { "protocol", N_("The server did not understand what it was told.") },
  { "later", N_("The server takes the message later.") },
  { "refused", N_("The server refuses the message.") },
  { "connection", N_("The connection was lost before the message was delivered.") },
  { "certificate", N_("The server’s certificate or encryption is not in order.") },
  { "in-doubt", N_("The connection was lost before the server said whether it took the message.") },
};

static gboolean
fits_enhanced (const char *pattern,
               const char *enhanced)
{
  if (pattern == NULL)
    return TRUE;
  return g_str_has_suffix (pattern, ".") ? g_str_has_prefix (enhanced, pattern) : strcmp (pattern,
                                                                                          enhanced) == 0;
}

static gboolean
fits (const Row              *row,
      const PostinoSmtpReply *reply,
      const char             *text,
      PostinoSmtpStage        stage)
{
  return (row->stages == ANY || (row->stages & (1u << stage)) != 0)
         && reply->code >= row->code_min && reply->code <= row->code_max
         && fits_enhanced (row->enhanced, reply->enhanced)
         && (row->text == NULL || strstr (text, row->text) != NULL);
}

static PostinoSmtpJudgement
judge_reply (const PostinoSmtpReply *reply,
             PostinoSmtpStage        stage)
{
  g_autofree char *text = NULL;

  if (reply->code / 100 != 2)
    text = g_strdelimit (g_ascii_strdown (reply->text, -1), "\n", ' ');
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (fits (&rows[i], reply, text, stage))
        return (PostinoSmtpJudgement) { rows[i].verdict, rows[i].kind, rows[i].reason };
    }
  /* A 3yz where none belongs: the engine breaks the connection before it comes here. */
  return (PostinoSmtpJudgement) { POSTINO_VERDICT_SLOW_DOWN, POSTINO_VERDICT_KIND_ROUTE,
                                  "protocol" };
}

static PostinoSmtpJudgement
judge_loss (const GError    *error,
            PostinoSmtpStage stage)
{
  if (stage == POSTINO_SMTP_STAGE_DOT)
    return (PostinoSmtpJudgement) { POSTINO_VERDICT_IN_DOUBT, POSTINO_VERDICT_KIND_NONE,
                                    "in-doubt" };
  if (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_TLS))
    return (PostinoSmtpJudgement) { POSTINO_VERDICT_STOP_ROUTE, POSTINO_VERDICT_KIND_ROUTE,
                                    "certificate" };
  if (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED)
      && stage == POSTINO_SMTP_STAGE_AUTH)
    return (PostinoSmtpJudgement) { POSTINO_VERDICT_STOP_ROUTE, POSTINO_VERDICT_KIND_ROUTE,
                                    "credentials" };
  return (PostinoSmtpJudgement) { POSTINO_VERDICT_SLOW_DOWN, POSTINO_VERDICT_KIND_ROUTE,
                                  "connection" };
}

PostinoSmtpJudgement
postino_smtp_verdict_examine (const PostinoSmtpReply *reply,
                              const GError           *error,
                              PostinoSmtpStage        stage)
{
  return reply != NULL ? judge_reply (reply, stage) : judge_loss (error, stage);
}

PostinoVerdict
postino_smtp_verdict_judge (const PostinoSmtpReply *reply,
                            const GError           *error,
                            PostinoSmtpStage        stage)
{
  return postino_smtp_verdict_examine (reply, error, stage).verdict;
}

const char *
postino_smtp_verdict_to_nick (PostinoVerdict verdict)
{
  static const char *const nicks[] = { "accepted", "later", "never", "slow-down", "stop-route",
                                       "in-doubt" };

  g_return_val_if_fail (verdict < G_N_ELEMENTS (nicks), NULL);
  return nicks[verdict];
}

const char *
postino_smtp_verdict_kind_to_nick (PostinoVerdictKind kind)
{
  static const char *const nicks[] = { "none", "hard", "soft", "block", "route" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);
  return nicks[kind];
}

const char *
postino_smtp_verdict_describe (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      if (g_strcmp0 (reason, sentences[i].reason) == 0)
        return _(sentences[i].sentence);
    }
  return _("The server refuses the message.");
}
