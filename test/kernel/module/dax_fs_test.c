// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses a device of the driver fsdev_dax as a filesystem does: it takes the device, accesses
 * its memory through its operations, and is notified of failures. KUnit tests run when the
 * module is loaded. While the module is loaded, it holds the device, and programs can map
 * the memory with /dev/dax-fs-test. The pages belong to an inode, like those of a file.
 *
 * The device has three ranges of TEST_RANGE bytes each.
 */
#include <kunit/test.h>
#include <linux/dax.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn_t.h>
#include <linux/uio.h>
#include "dax-private.h"

#define TEST_RANGE	SZ_2M
#define TEST_RANGES	3
#define TEST_PAGES	(TEST_RANGES * TEST_RANGE / PAGE_SIZE)

static unsigned int major, minor;
module_param(major, uint, 0444);
module_param(minor, uint, 0444);
MODULE_PARM_DESC(major, "of the device's node");
MODULE_PARM_DESC(minor, "of the device's node");

static struct dax_device *test_dax;

/* ---- the holder ---- */

static u64 failed_offset, failed_size;
static int failures;

static int test_notify_failure(struct dax_device *dax_dev, u64 offset, u64 size, int flags)
{
	failed_offset = offset;
	failed_size = size;
	failures++;
	pr_info("dax_fs_test: failure of %#llx bytes at %#llx\n", size, offset);
	return 0;
}

static const struct dax_holder_operations test_holder_ops = {
	.notify_failure = test_notify_failure,
};

static char test_holder, test_other_holder;

static void test_taking(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, fs_dax_get(test_dax, &test_other_holder, &test_holder_ops), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, dax_holder(test_dax), (void *)&test_holder);
	fs_put_dax(test_dax, &test_holder);
	/* The reference of dax_dev_find() remains. */
	KUNIT_EXPECT_NULL(test, dax_holder(test_dax));
	KUNIT_EXPECT_EQ(test, fs_dax_get(test_dax, &test_holder, &test_holder_ops), 0);
	KUNIT_EXPECT_NULL(test, dax_dev_find(MKDEV(major, MINORMASK)));
	KUNIT_EXPECT_NULL(test, dax_dev_find(MKDEV(1, 3)));
}

/* ---- memory ---- */

static void *test_address(struct kunit *test, pgoff_t page, long nr, long *got)
{
	void *address = NULL;
	int id = dax_read_lock();

	*got = dax_direct_access(test_dax, page, nr, DAX_ACCESS, &address, NULL);
	dax_read_unlock(id);
	return address;
}

static void test_access(struct kunit *test)
{
	long range = TEST_RANGE / PAGE_SIZE, got;
	pgoff_t page;

	for (page = 0; page < TEST_PAGES; page += got) {
		test_address(test, page, LONG_MAX, &got);
		KUNIT_ASSERT_EQ(test, got, range);
		test_address(test, page + 5, LONG_MAX, &got);
		KUNIT_EXPECT_EQ(test, got, range - 5);
		test_address(test, page + 5, 7, &got);
		KUNIT_EXPECT_EQ(test, got, 7L);
		got = range;
	}
	test_address(test, TEST_PAGES, 1, &got);
	KUNIT_EXPECT_EQ(test, got, (long)-ERANGE);
	test_address(test, LONG_MAX, 1, &got);
	KUNIT_EXPECT_EQ(test, got, (long)-ERANGE);
	test_address(test, 0, 0, &got);
	KUNIT_EXPECT_EQ(test, got, (long)-EINVAL);
}

typedef size_t (*test_copy_fn)(struct dax_device *dax_dev, pgoff_t page, void *address,
			       size_t size, struct iov_iter *iter);

/* Copies one page from or to a buffer by one of the operations. */
static void test_copy_page(struct kunit *test, test_copy_fn copy, int direction, pgoff_t page,
			   void *buffer)
{
	struct kvec vec = { buffer, PAGE_SIZE };
	struct iov_iter iter;
	void *address;
	long got;
	int id = dax_read_lock();

	address = test_address(test, page, 1, &got);
	KUNIT_EXPECT_EQ(test, got, 1L);
	iov_iter_kvec(&iter, direction, &vec, 1, PAGE_SIZE);
	if (got == 1)
		KUNIT_EXPECT_EQ(test, copy(test_dax, page, address, PAGE_SIZE, &iter), PAGE_SIZE);
	dax_read_unlock(id);
}

static void test_write(struct kunit *test, test_copy_fn copy, u8 *buffer, u8 salt)
{
	pgoff_t page;

	for (page = 0; page < TEST_PAGES; page++) {
		memset(buffer, (u8)(page + page / 256 + salt), PAGE_SIZE);
		test_copy_page(test, copy, ITER_SOURCE, page, buffer);
	}
}

/* Each page holds what test_write() put there, but for some that are zero. */
static void test_expect(struct kunit *test, u8 *buffer, u8 salt, pgoff_t zero, pgoff_t zeroes)
{
	pgoff_t page;
	u8 wanted;

	for (page = 0; page < TEST_PAGES; page++) {
		wanted = page >= zero && page < zero + zeroes ? 0 : page + page / 256 + salt;
		memset(buffer, ~wanted, PAGE_SIZE);
		test_copy_page(test, dax_copy_to_iter, ITER_DEST, page, buffer);
		KUNIT_ASSERT_NULL_MSG(test, memchr_inv(buffer, wanted, PAGE_SIZE), "page %lu",
				      page);
	}
}

static void test_copy(struct kunit *test)
{
	u8 *buffer = kunit_kmalloc(test, PAGE_SIZE, GFP_KERNEL);

	test_write(test, dax_copy_from_iter, buffer, 1);
	test_expect(test, buffer, 1, 0, 0);
	test_write(test, dax_recovery_write, buffer, 77);
	test_expect(test, buffer, 77, 0, 0);
}

static void test_zero(struct kunit *test)
{
	u8 *buffer = kunit_kmalloc(test, PAGE_SIZE, GFP_KERNEL);
	pgoff_t first = TEST_RANGE / PAGE_SIZE - 3;
	int id, rc;

	test_write(test, dax_copy_from_iter, buffer, 2);
	id = dax_read_lock();
	rc = dax_zero_page_range(test_dax, first, 7);
	KUNIT_EXPECT_EQ(test, rc, 0);
	rc = dax_zero_page_range(test_dax, TEST_PAGES, 1);
	KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_EQ(test, dax_zero_page_range(test_dax, 0, 0), 0);
	dax_read_unlock(id);
	test_expect(test, buffer, 2, first, 7);
}

static void test_flush(struct kunit *test)
{
	void *address;
	long got;

	address = test_address(test, 0, 1, &got);
	KUNIT_ASSERT_EQ(test, got, 1L);
	dax_flush(test_dax, address, PAGE_SIZE);
}

static void test_failure(struct kunit *test)
{
	u64 at = 2 * TEST_RANGE + 9 * PAGE_SIZE;
	pfn_t frame;
	int id = dax_read_lock(), rc;
	long got;

	rc = dax_holder_notify_failure(test_dax, 12345, 678, 0);
	KUNIT_EXPECT_EQ(test, rc, 0);
	KUNIT_EXPECT_EQ(test, failed_offset, 12345ULL);
	KUNIT_EXPECT_EQ(test, failed_size, 678ULL);
	got = dax_direct_access(test_dax, PHYS_PFN(at), 1, DAX_ACCESS, NULL, &frame);
	dax_read_unlock(id);
	KUNIT_ASSERT_EQ(test, got, 1L);

	/* a page of the last range, as the machine check handler reports it */
	rc = memory_failure(pfn_t_to_pfn(frame), 0);
	KUNIT_EXPECT_EQ(test, rc, 0);
	KUNIT_EXPECT_EQ(test, failed_offset, at);
	KUNIT_EXPECT_EQ(test, failed_size, (u64)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, failures, 2);
}

static struct kunit_case test_cases[] = {
	KUNIT_CASE(test_taking),
	KUNIT_CASE(test_access),
	KUNIT_CASE(test_copy),
	KUNIT_CASE(test_zero),
	KUNIT_CASE(test_flush),
	KUNIT_CASE(test_failure),
	{ }
};

/* Not of kunit_test_suite(): 6.1 runs such suites before it knows the module's parameters. */

static struct kunit_suite test_suite = {
	.name = "dax-fs",
	.test_cases = test_cases,
};
static struct kunit_suite *test_suites[] = { &test_suite };

/* ---- /dev/dax-fs-test ---- */

static vm_fault_t test_fault(struct vm_fault *vmf)
{
	vm_fault_t result = VM_FAULT_SIGBUS;
	int id = dax_read_lock();
	struct page *page;
	pfn_t frame;

	if (dax_direct_access(test_dax, vmf->pgoff, 1, DAX_ACCESS, NULL, &frame) == 1) {
		page = pfn_t_to_page(frame);
		page->index = vmf->pgoff;
		page->mapping = dax_inode(test_dax)->i_mapping;
		result = vmf_insert_mixed(vmf->vma, vmf->address, frame);
	}
	dax_read_unlock(id);
	return result;
}

static const struct vm_operations_struct test_vm_ops = {
	.fault = test_fault,
};

static int test_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &test_vm_ops;
	return 0;
}

static int test_open(struct inode *inode, struct file *file)
{
	file->f_mapping = dax_inode(test_dax)->i_mapping;
	return 0;
}

static const struct file_operations test_fops = {
	.owner = THIS_MODULE,
	.open = test_open,
	.mmap = test_mmap,
};

static struct miscdevice test_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "dax-fs-test",
	.fops = &test_fops,
};

static int __init dax_fs_test_init(void)
{
	int rc;

	test_dax = dax_dev_find(MKDEV(major, minor));
	if (!test_dax)
		return -ENODEV;
	rc = fs_dax_get(test_dax, &test_holder, &test_holder_ops);
	if (rc)
		goto put;
	rc = misc_register(&test_device);
	if (rc)
		goto give_back;
	return __kunit_test_suites_init(test_suites, ARRAY_SIZE(test_suites));

give_back:
	fs_put_dax(test_dax, &test_holder);
put:
	put_dax(test_dax);
	return rc;
}

static void __exit dax_fs_test_exit(void)
{
	__kunit_test_suites_exit(test_suites, ARRAY_SIZE(test_suites));
	misc_deregister(&test_device);
	fs_put_dax(test_dax, &test_holder);
	put_dax(test_dax);
}

module_init(dax_fs_test_init);
module_exit(dax_fs_test_exit);

MODULE_DESCRIPTION("Test of DAX devices for filesystems");
MODULE_LICENSE("GPL");
