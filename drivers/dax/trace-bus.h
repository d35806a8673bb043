/* SPDX-License-Identifier: GPL-2.0-only */
/* Ranges that devices get and give back. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dax

#if !defined(DAX_TRACE_BUS_H) || defined(TRACE_HEADER_MULTI_READ)
#define DAX_TRACE_BUS_H

#include <linux/tracepoint.h>
#include "compat.h"
#include "dax-private.h"

DECLARE_EVENT_CLASS(dax_range,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range),
	TP_ARGS(dev_dax, range),
	TP_STRUCT__entry(
		__string(device, dev_name(&dev_dax->dev))
		__field(u64, start)
		__field(u64, end)
	),
	TP_fast_assign(
		dax_assign_str(device, dev_name(&dev_dax->dev));
		__entry->start = range->start;
		__entry->end = range->end;
	),
	TP_printk("%s %#llx-%#llx", __get_str(device), __entry->start, __entry->end)
);

DEFINE_EVENT(dax_range, dax_range_alloc,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range),
	TP_ARGS(dev_dax, range));

DEFINE_EVENT(dax_range, dax_range_free,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range),
	TP_ARGS(dev_dax, range));

#endif /* DAX_TRACE_BUS_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../drivers/dax
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace-bus
#include <trace/define_trace.h>
