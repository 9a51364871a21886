/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-profile.h"

/* Who runs mailboxes and who sends for others (data/lists/providers): what a customer enters to send,
 * what he may, and what a provider takes as one of recipients. The list and all that is in it are
 * immutable: borrowed as long as the list is held, any thread. */

typedef enum {
  POSTINO_PROVIDER_FREE,    /* private mailboxes under its own domains */
  POSTINO_PROVIDER_HOSTING, /* mailboxes of other people's domains */
  POSTINO_PROVIDER_RELAY,   /* sends for others, has no mailboxes */
  POSTINO_PROVIDER_PEC,     /* Italian certified mail */
} PostinoProviderKind;

/* What there is to know about it; several at once. */
typedef enum {
  POSTINO_PROVIDER_NOTE_APP_PASSWORD = 1 << 0, /* one of its own for programs */
  POSTINO_PROVIDER_NOTE_SIGN_IN = 1 << 1,      /* in the browser alone */
  POSTINO_PROVIDER_NOTE_ENABLE = 1 << 2,       /* SMTP is to be allowed in the account first */
  POSTINO_PROVIDER_NOTE_KEY = 1 << 3,          /* the password is a key */
  POSTINO_PROVIDER_NOTE_USER_NAME = 1 << 4,    /* which is not the address */
  POSTINO_PROVIDER_NOTE_SANDBOX = 1 << 5,      /* the limits are those of the beginning */
  POSTINO_PROVIDER_NOTE_PLAN = 1 << 6,         /* the limits are those of the smallest plan */
  POSTINO_PROVIDER_NOTE_PANEL = 1 << 7,        /* the host stands in the customer's account */
  POSTINO_PROVIDER_NOTE_PEC = 1 << 8,          /* not for newsletters */
} PostinoProviderNotes;

typedef struct {
  char *id;   /* "gmail"; may be stored */
  char *name; /* "Gmail" */
  PostinoProviderKind kind;
  PostinoProviderNotes notes;
  GStrv domains;    /* whose addresses are its mailboxes; never NULL */
  GStrv mx;         /* suffixes of its MX hosts; never NULL */
  char *hosted;     /* the id with the settings for domains of the customers' own; NULL: these here */
  /* as a sender's server */
  char *host; /* NULL: it differs */
  guint port;
  PostinoSmtpTls tls;
  char *auth; /* as in PostinoSmtpProfile */
  char *user; /* see postino_provider_build_user () */
  guint connections; /* limits; 0: not known */
  guint per_connection;
  double per_second;
  guint per_minute;
  guint per_hour;
  guint per_day;
  guint per_month;
  /* as the provider of recipients; 0: it says nothing */
  guint to_connections;
  double to_per_second;
} PostinoProvider;

typedef struct _PostinoProviderList PostinoProviderList;

/* The list that is compiled in. Some milliseconds: once, not for each recipient. */
PostinoProviderList   *postino_provider_list_load  (void);
/* Out of a text like it; NULL with POSTINO_ERROR_INVALID and the group that is at fault. */
PostinoProviderList   *postino_provider_list_parse (const char *text, gssize length, GError **error);
PostinoProviderList   *postino_provider_list_ref   (PostinoProviderList *list);
void                   postino_provider_list_unref (PostinoProviderList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoProviderList, postino_provider_list_unref)

/* Those with a mailbox at @domain; NULL if it is none that is known. Of certified mail the domains
 * below its own are, too. */
const PostinoProvider *postino_provider_list_find_by_domain (PostinoProviderList *list,
                                                             const char *domain);
/* Whose host an MX is, "alt1.aspmx.l.google.com"; the longest suffix decides. NULL: not known. */
const PostinoProvider *postino_provider_list_find_by_mx     (PostinoProviderList *list,
                                                             const char *host);
/* Whose submission host this is: one of the list, or one of certified mail beside it. The first of
 * the list, if there are several. */
const PostinoProvider *postino_provider_list_find_by_host   (PostinoProviderList *list,
                                                             const char *host);
const PostinoProvider *postino_provider_list_get            (PostinoProviderList *list, const char *id);
/* PostinoProvider, in the order of the list; borrowed. */
GPtrArray             *postino_provider_list_get_all        (PostinoProviderList *list);

/* The settings of a customer with a domain of his own at @provider. */
const PostinoProvider *postino_provider_list_get_hosted     (PostinoProviderList *list,
                                                             const PostinoProvider *provider);

/* @host is one of @provider's: under its domains, or beside its submission hosts. */
gboolean               postino_provider_list_is_host_of     (PostinoProviderList *list,
                                                             const PostinoProvider *provider,
                                                             const char *host);

/* The user name of @address there; NULL: it is given by the provider. Yours. */
char                  *postino_provider_build_user (const PostinoProvider *provider,
                                                    const char *address);
