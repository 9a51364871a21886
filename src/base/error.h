/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The one error domain of Postino. The message is a whole sentence for the user, in their language,
 * that names the thing; the code only tells programs what to do about it. An outcome (a refused
 * recipient) is not an error. */
#define POSTINO_ERROR (postino_error_quark ())

typedef enum {
  POSTINO_ERROR_FAILED,
  POSTINO_ERROR_USAGE,     /* the caller asked for something that makes no sense: exit status 2 */
  POSTINO_ERROR_NOT_FOUND, /* no contact, list, campaign … of that name */
  POSTINO_ERROR_EXISTS,    /* there is one already */
  POSTINO_ERROR_INVALID,   /* the value or file is not what it should be */
  POSTINO_ERROR_BUSY,      /* somebody else has it; trying again later may help */
  POSTINO_ERROR_NEWER,     /* written by a newer version */
  POSTINO_ERROR_DAMAGED,   /* the database does not hold together any more */
  POSTINO_ERROR_FULL,      /* no space left on the disk */
  POSTINO_ERROR_PROTOCOL,  /* the other side did not keep to the protocol */
  POSTINO_ERROR_REFUSED,   /* the other side said no (credentials, policy) */
  POSTINO_ERROR_TIMEOUT,
  POSTINO_ERROR_TLS,
  POSTINO_ERROR_LIMIT,     /* a bound of ours was passed: too long, too deep, too many */
} PostinoErrorCode;

GQuark postino_error_quark (void);
