/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From now on every button that is shown, and every row of a list that the keyboard is on, in whichever
 * window, tells assistive technology its name as it is read. Once, by the program; main context only. */
void postino_spoken_names_install (void);
