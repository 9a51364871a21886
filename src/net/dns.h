/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* DNS, asked and waited for on the calling thread, each question for at most the time limit. Never
 * on a main loop that draws. A reference counted, immutable thing; any thread, many at once.
 *
 * Errors tell apart what is known from what is not known now:
 *   POSTINO_ERROR_NOT_FOUND   DNS says so: no such name, or no record of the kind (NXDOMAIN, NODATA)
 *   POSTINO_ERROR_BUSY        nobody could answer (SERVFAIL, no network): asking later may help
 *   POSTINO_ERROR_TIMEOUT     nobody answered in time: the same
 *   POSTINO_ERROR_REFUSED     the domain takes no mail (RFC 7505); postino_dns_list_mail_hosts () alone
 *   POSTINO_ERROR_INVALID     that is no name
 *   G_IO_ERROR_CANCELLED */
typedef struct _PostinoDns PostinoDns;

#define POSTINO_DNS_TIMEOUT_MS 20000 /* of those that are opened */

/* The system's resolver; or, where the environment names a file as POSTINO_DNS_FILE (tests), that
 * one. */
PostinoDns *postino_dns_open      (GError **error);
/* Answers out of a file of records (net/dns-zone) alone. */
PostinoDns *postino_dns_open_file (const char *path, GError **error);
/* Through @resolver, of which it keeps a reference. */
PostinoDns *postino_dns_new       (GResolver *resolver, guint timeout_ms);
PostinoDns *postino_dns_ref       (PostinoDns *dns);
void        postino_dns_unref     (PostinoDns *dns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDns, postino_dns_unref)

/* TRUE for the errors after which asking again later may help. */
gboolean    postino_dns_is_passing (const GError *error);

typedef struct {
  guint preference;
  char *host; /* A-labels, no dot at the end; "" for the null MX */
} PostinoDnsMx;

typedef struct {
  guint priority;
  guint weight;
  guint port;
  char *host;
} PostinoDnsService;

/* All arrays are yours and never empty. @name may be international. */

/* char *, one a record, its strings joined without anything between (RFC 7208, 3.3); bytes that are
 * not UTF-8 are replaced. */
GPtrArray  *postino_dns_lookup_txt (PostinoDns *dns, const char *name, GCancellable *cancellable,
                                    GError **error);

/* PostinoDnsMx, in the order to try them; equal preferences shuffled at every call (RFC 5321, 5.1). */
GPtrArray  *postino_dns_lookup_mx  (PostinoDns *dns, const char *name, GCancellable *cancellable,
                                    GError **error);

/* PostinoDnsService, in the order to try them (RFC 2782). @name: "_submission._tcp.example.org".
 * One that says "not here" by the root as its host counts as none. */
GPtrArray  *postino_dns_lookup_srv (PostinoDns *dns, const char *name, GCancellable *cancellable,
                                    GError **error);

/* GInetAddress, IPv6 and IPv4. */
GPtrArray  *postino_dns_lookup_addresses (PostinoDns *dns, const char *name,
                                          GCancellable *cancellable, GError **error);

/* The name of an address; yours. */
char       *postino_dns_lookup_ptr (PostinoDns *dns, GInetAddress *address,
                                    GCancellable *cancellable, GError **error);

/* Where mail for @domain is delivered directly: host names (char *) in the order to try them. Its
 * MX, or, only where DNS says that there is none, the domain itself if it has an address (RFC 5321,
 * 5.1). POSTINO_ERROR_REFUSED: it takes none. */
GPtrArray  *postino_dns_list_mail_hosts (PostinoDns *dns, const char *domain,
                                         GCancellable *cancellable, GError **error);
