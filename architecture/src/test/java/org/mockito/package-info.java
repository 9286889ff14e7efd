/** Stands for a mocking library. */
@NullMarked
package org.mockito;

import org.jspecify.annotations.NullMarked;
