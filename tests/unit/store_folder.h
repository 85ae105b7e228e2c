/* tests/unit/store_folder.h - a folder for the tests of the store, and documents to save there that tell their version.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_STORE_FOLDER_H
#define BATON_TESTS_STORE_FOLDER_H

#include "cib/cib_store.h"
#include "tests/unit/unit.h"

/* For cmocka: *state is a new folder's path, and goes again. In memory: for tests that make many thousand files. */
int store_folder_new(void **state);
int store_folder_new_in_memory(void **state);
int store_folder_free(void **state);
void store_folder_empty(const char *folder);
/* Whether something was set aside. */
bool has_aside(const char *folder);

/* A store of that folder, on the real disk, which keeps three earlier versions; what it loads. */
struct cib_store *store(const char *folder);
struct cib *load(const char *folder);
/* The CIB of a version; something is in it that has to be escaped, and some status. */
struct cib *cib_at(int64_t epoch);
/* Saves that one. */
int save(struct cib_store *s, int64_t epoch, struct bt_err *err);
/* The version that is loaded; it must be whole. 0: a new, empty one. */
int64_t epoch_loaded(struct cib_store *s);
int64_t epoch_in(const char *folder);

#endif
