/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that kmem adds to the system and removes. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dax_kmem

#if !defined(DAX_TRACE_KMEM_H) || defined(TRACE_HEADER_MULTI_READ)
#define DAX_TRACE_KMEM_H

#include <linux/tracepoint.h>
#include "compat.h"
#include "dax-private.h"

DECLARE_EVENT_CLASS(kmem_chunk,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range, int error),
	TP_ARGS(dev_dax, range, error),
	TP_STRUCT__entry(
		__string(device, dev_name(&dev_dax->dev))
		__field(u64, start)
		__field(u64, end)
		__field(int, error)
	),
	TP_fast_assign(
		dax_assign_str(device, dev_name(&dev_dax->dev));
		__entry->start = range->start;
		__entry->end = range->end;
		__entry->error = error;
	),
	TP_printk("%s %#llx-%#llx: %d", __get_str(device), __entry->start, __entry->end,
		  __entry->error)
);

DEFINE_EVENT(kmem_chunk, kmem_plug,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range, int error),
	TP_ARGS(dev_dax, range, error));

DEFINE_EVENT(kmem_chunk, kmem_unplug,
	TP_PROTO(const struct dev_dax *dev_dax, const struct range *range, int error),
	TP_ARGS(dev_dax, range, error));

TRACE_EVENT(kmem_state,
	TP_PROTO(const struct dev_dax *dev_dax, const char *from, const char *to, int error),
	TP_ARGS(dev_dax, from, to, error),
	TP_STRUCT__entry(
		__string(device, dev_name(&dev_dax->dev))
		__string(from, from)
		__string(to, to)
		__field(int, error)
	),
	TP_fast_assign(
		dax_assign_str(device, dev_name(&dev_dax->dev));
		dax_assign_str(from, from);
		dax_assign_str(to, to);
		__entry->error = error;
	),
	TP_printk("%s %s to %s: %d", __get_str(device), __get_str(from), __get_str(to),
		  __entry->error)
);

#endif /* DAX_TRACE_KMEM_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../drivers/dax
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace-kmem
#include <trace/define_trace.h>
