/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/problem.h"

#include <gtk/gtk.h>

/* What needs attention, as a row that leads to where it is dealt with. */
GtkWidget *postino_problem_row_new (PostinoProblem *problem);
