/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/row-list.h"

/* A menu with one entry a list, for an action that takes a list's id, and behind them one that makes a
 * new list (@new_action; NULL: none). Follows @lists as long as it lives; yours. */
GMenuModel *postino_list_menu_new (PostinoRowList *lists, const char *action, const char *new_action);
