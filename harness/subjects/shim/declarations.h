/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations only: names of the kernel that a file may use, without a value or a behaviour.
 * facts.h gives the types, services.h what stands behind the functions. */
#ifndef DMA_VERIFY_DECLARATIONS_H
#define DMA_VERIFY_DECLARATIONS_H

struct file;
struct mm_struct;
struct vm_operations_struct;
struct folio;
struct module;

/* Not simulated: to call one ends the case as unmodelled. Declared because the compiler would take
 * the result of an unknown function for an int, which a pgprot_t is not. */
pgprot_t pgprot_dmacoherent(pgprot_t prot);
pgprot_t pgprot_encrypted(pgprot_t prot);
pgprot_t pgprot_decrypted(pgprot_t prot);
pgprot_t pgprot_modify(pgprot_t before, pgprot_t after);
pgprot_t vm_get_page_prot(vm_flags_t flags);

/* Of the C library in the kernel; the compiler calls them too. */
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

#endif
