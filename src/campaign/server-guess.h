/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/provider-list.h"
#include "net/dns.h"

/* From an address to the server its owner sends through. */

/* Where it is known from, the surest first. */
typedef enum {
  POSTINO_GUESS_PRESET,     /* the domain is a provider's, or the provider was chosen */
  POSTINO_GUESS_MX,         /* the domain's mail is at a provider whose settings are known */
  POSTINO_GUESS_SRV,        /* the domain names its server in DNS (RFC 6186, 8314) */
  POSTINO_GUESS_AUTOCONFIG, /* or on a page of its own */
} PostinoGuessSource;

/* A value. The profile has name, host, port, encryption, user and limits; its host is "" where the
 * provider's customer finds it in his account, its user NULL where it is given by the provider. */
typedef struct {
  PostinoGuessSource source;
  PostinoSmtpProfile *profile;
  PostinoProviderNotes notes;
  char *provider; /* its id in the list; NULL: none of it */
  char *domain;   /* of the address; NULL: there was none */
} PostinoServerGuess;

/* What is asked. */
typedef struct {
  PostinoProviderList *providers;
  PostinoDns *dns;
  GTlsDatabase *trust; /* NULL: the system's authorities; the rest for tests, too */
  guint https_port;    /* 0: the usual one */
} PostinoGuessMeans;

#define POSTINO_GUESS_HTTPS_TIMEOUT_MS 8000 /* for each of two pages */

/* Blocks on DNS and HTTPS: not on a main loop that draws. Any thread. NULL with
 *   POSTINO_ERROR_USAGE      @address is none
 *   POSTINO_ERROR_NOT_FOUND  nothing is known about it
 *   POSTINO_ERROR_BUSY       nothing was found, and not everybody could be asked: later
 *   G_IO_ERROR_CANCELLED */
PostinoServerGuess *postino_server_guess_find     (const PostinoGuessMeans *means,
                                                   const char *address, GCancellable *cancellable,
                                                   GError **error);

/* The settings of @provider, that was chosen; @address NULL: not known. */
PostinoServerGuess *postino_server_guess_choose   (const PostinoProvider *provider,
                                                   const char *address);
void                postino_server_guess_free     (PostinoServerGuess *guess);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoServerGuess, postino_server_guess_free)
