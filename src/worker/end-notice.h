/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/worker-bus.h"
#include "store/store.h"

/* Tells the desktop that a campaign has ended, where no window is open to do so. Main context only. */
typedef struct _PostinoEndNotice PostinoEndNotice;

/* Of what ends from now on. @bus is borrowed and lives longer. */
PostinoEndNotice *postino_end_notice_new  (PostinoStore *store, PostinoWorkerBus *bus);
void              postino_end_notice_free (PostinoEndNotice *notice);

/* Something may have ended: looks, off the main thread. */
void              postino_end_notice_look (PostinoEndNotice *notice);
