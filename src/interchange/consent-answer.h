/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Columns of foreign files in which each person's answer stands: "Newsletter: sì". Any thread. */

/* A heading such a column has ("Consenso", "Newsletter", "opt-in"), in Italian or English. */
gboolean postino_consent_answer_is_heading (const char *heading);

/* Whether a cell is an answer at all (yes, no, or empty), and whether it is yes. What is not clearly
 * yes is no consent. */
gboolean postino_consent_answer_is_known   (const char *cell);
gboolean postino_consent_answer_is_yes     (const char *cell);
