/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain. There is one, because what a caller does with an error depends on its code,
 * never on the folder it came from; see error.h for what each code asks of the caller. */

#include "base/error.h"

G_DEFINE_QUARK (postino-error-quark, postino_error)
