/* SPDX-License-Identifier: GPL-2.0-only */
/* Faults of /dev/daxX.Y. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dax_device

#if !defined(DAX_TRACE_DEVICE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DAX_TRACE_DEVICE_H

#include <linux/mm.h>
#include <linux/tracepoint.h>
#include "compat.h"
#include "dax-private.h"

/* The possible results of a fault. */
#define dax_show_fault(result)							\
	__print_flags(result, "|",						\
		{ (__force unsigned long)VM_FAULT_NOPAGE, "NOPAGE" },		\
		{ (__force unsigned long)VM_FAULT_FALLBACK, "FALLBACK" },	\
		{ (__force unsigned long)VM_FAULT_SIGBUS, "SIGBUS" },		\
		{ (__force unsigned long)VM_FAULT_OOM, "OOM" })

TRACE_EVENT(dax_device_fault,
	TP_PROTO(const struct dev_dax *dev_dax, const struct vm_fault *vmf, unsigned int order,
		 vm_fault_t result),
	TP_ARGS(dev_dax, vmf, order, result),
	TP_STRUCT__entry(
		__string(device, dev_name(&dev_dax->dev))
		__field(unsigned long, address)
		__field(unsigned long, pgoff)
		__field(unsigned int, flags)
		__field(unsigned int, order)
		__field(unsigned int, result)
	),
	TP_fast_assign(
		dax_assign_str(device, dev_name(&dev_dax->dev));
		__entry->address = vmf->address;
		__entry->pgoff = vmf->pgoff;
		__entry->flags = vmf->flags;
		__entry->order = order;
		__entry->result = (__force unsigned int)result;
	),
	TP_printk("%s address %#lx pgoff %#lx order %u flags %#x: %s",
		  __get_str(device), __entry->address, __entry->pgoff, __entry->order,
		  __entry->flags, dax_show_fault(__entry->result))
);

#endif /* DAX_TRACE_DEVICE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../drivers/dax
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace-device
#include <trace/define_trace.h>
