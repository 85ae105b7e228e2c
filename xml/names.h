/* xml/names.h - the names of the CIB, the transition graph and patches: XE_ for elements, XA_ for attributes.
 *
 * Code writes no element or attribute name as a literal, so that a typing mistake is a compiler's error and each
 * name can be found. Add a missing one in its alphabetical place in xml/elements.h or xml/attributes.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_NAMES_H
#define BATON_XML_NAMES_H

#include "xml/attributes.h"
#include "xml/elements.h"

#endif
